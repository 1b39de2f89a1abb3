package dev.plinth.cli.echo;

import dev.plinth.cli.load.VirtualThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;

/** The JDK alone: a virtual thread per connection, on blocking sockets. */
final class VirtualThreadsEcho implements EchoServer {

    static final String NAME = "jdk-virtualthreads";

    private static final int BACKLOG = 1024;
    private static final int BUFFER = 16 << 10;

    private final int cores;
    private final ServerSocket listener;
    private final ExecutorService threads;

    private VirtualThreadsEcho(int cores, ServerSocket listener, ExecutorService threads) {
        this.cores = cores;
        this.listener = listener;
        this.threads = threads;
    }

    static VirtualThreadsEcho start(int cores, InetSocketAddress address) {
        if (!VirtualThreads.available()) {
            throw new EchoException(NAME + " cannot run here: " + VirtualThreads.NEEDED, null);
        }
        VirtualThreads.carriers(cores);
        ServerSocket listener;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            throw new EchoException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        VirtualThreadsEcho server = new VirtualThreadsEcho(cores, listener, VirtualThreads.executor());
        server.threads.execute(server::accept);
        return server;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                threads.execute(() -> echo(connection));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(
                            "the listener on " + listener.getLocalSocketAddress() + " failed", e);
                }
            }
        }
    }

    private static void echo(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            int n;
            while ((n = in.read(buffer)) > 0) {
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    @Override
    public EchoFacts facts() {
        return new EchoFacts(NAME, "-", "blocking sockets", cores, listener.getLocalPort(), "not pinned");
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
