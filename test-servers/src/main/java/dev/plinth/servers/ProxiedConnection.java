package dev.plinth.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** A connection through the proxy: two sockets, two directions, four threads. */
final class ProxiedConnection {

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server = new Socket();
    private final OneWay toServer;
    private final OneWay toClient;
    private int ways = 2;
    private boolean over;
    private volatile CompletableFuture<Void> cutAtAnswer;

    ProxiedConnection(FaultProxy proxy, Socket client, Direction toServer, Direction toClient) {
        this.proxy = proxy;
        this.client = client;
        this.toServer = new OneWay(client, server, toServer, this::sawRequest);
        this.toClient = new OneWay(server, client, toClient, this::sawAnswer);
    }

    /** Connects to the server, on a thread of its own, and passes on until both ends have ended. */
    void start(InetSocketAddress target) {
        run("connect", () -> {
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            toServer.connected();
            toClient.connected();
            run("requests-in", toServer::read);
            run("answers-in", toClient::read);
            run("requests-out", () -> lastWay(toServer));
            run("answers-out", () -> lastWay(toClient));
        });
    }

    private void lastWay(OneWay way) throws IOException, InterruptedException {
        way.write();
        synchronized (this) {
            ways--;
            if (ways > 0) {
                return;
            }
        }
        end(false);
    }

    private void sawRequest(byte[] request) {
        CompletableFuture<Void> wanted = proxy.claim(request);
        if (wanted != null) {
            cutAtAnswer = wanted;
        }
    }

    private void sawAnswer(byte[] answer) {
        if (cutAtAnswer != null) {
            end(false);
            cutAtAnswer.complete(null);
        }
    }

    void freeze() {
        toServer.freeze();
        toClient.freeze();
    }

    void faultsChanged() {
        toServer.changed(false);
        toClient.changed(false);
    }

    void halfCloseToServer() {
        quietly(toServer::halfClose);
    }

    void halfCloseToClient() {
        quietly(toClient::halfClose);
    }

    /** Closes both sockets, by a reset or in good order. */
    void end(boolean reset) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        for (Socket socket : new Socket[] {client, server}) {
            quietly(() -> {
                if (reset) {
                    socket.setSoLinger(true, 0);
                } else if (socket.isConnected()) {
                    socket.shutdownOutput(); // or unread bytes would make a reset of it
                }
            });
            quietly(socket::close);
        }
        toServer.changed(true);
        toClient.changed(true);
        proxy.ended(this);
    }

    private static void quietly(Work work) {
        try {
            work.run();
        } catch (IOException | InterruptedException e) {
            // The other end was quicker.
        }
    }

    private void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        end(true); // what has become of one side becomes of the other
                    }
                },
                "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
