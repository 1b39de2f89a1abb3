package dev.plinth.it.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy in front of a server that can be told to cut a connection at the worst moment: when the server has
 * answered a request, and before the answer gets through.
 */
public final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile String trigger;
    private volatile boolean refusing;

    /** In front of the server on port {@code target} of the loopback address. */
    public CuttingProxy(int target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    /** The port that it listens on. */
    public int port() {
        return listening.getLocalPort();
    }

    String uri() {
        return "redis://127.0.0.1:" + listening.getLocalPort();
    }

    /** Cuts the next connection on which a request with this text goes by, once the server has answered it. */
    public void cutOnceAnswered(String request) {
        trigger = request;
    }

    /** How many connections were cut. */
    public int cuts() {
        return cuts.get();
    }

    /** Whether new connections are closed at once. */
    void refuse(boolean on) {
        refusing = on;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            if (refusing) {
                client.close();
                continue;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            Pair pair = new Pair(client, server);
            start("requests", pair::requests);
            start("answers", pair::answers);
        }
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The connection has ended, one way or the other: so does this thread.
                    }
                },
                "cutting-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private final class Pair {

        private final Socket client;
        private final Socket server;
        private volatile boolean cutting;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() throws IOException {
            try (client;
                    server) {
                byte[] buffer = new byte[1 << 16];
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                for (int n; (n = in.read(buffer)) > 0; ) {
                    String wanted = trigger;
                    if (wanted != null && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains(wanted)) {
                        trigger = null;
                        cutting = true;
                    }
                    out.write(buffer, 0, n);
                }
            }
        }

        void answers() throws IOException {
            try (client;
                    server) {
                byte[] buffer = new byte[1 << 16];
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int n; (n = in.read(buffer)) > 0; ) {
                    if (cutting) {
                        client.close();
                        cuts.incrementAndGet();
                        return;
                    }
                    out.write(buffer, 0, n);
                }
            }
        }
    }
}
