package dev.plinth.it.nats;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Publishes every other millisecond whenever the server runs, by no client's code: who hears it is connected. */
final class Pulse {

    static final String SUBJECT = "pulse";

    private static final byte[] LOGIN = bytes("CONNECT {\"verbose\":false,\"pedantic\":false}\r\n");
    private static final byte[] BEAT = bytes("PUB " + SUBJECT + " 0\r\n\r\n");
    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

    private final int port;
    private final Thread thread = new Thread(this::run, "pulse");
    private volatile boolean ended;

    Pulse(int port) {
        this.port = port;
        thread.start();
    }

    private void run() {
        while (!ended) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                OutputStream out = socket.getOutputStream();
                out.write(LOGIN);
                while (!ended) {
                    out.write(BEAT);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE_NANOS); // the server does not run
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void close() throws InterruptedException {
        ended = true;
        thread.join();
    }
}
