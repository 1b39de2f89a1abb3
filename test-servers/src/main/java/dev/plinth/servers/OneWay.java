package dev.plinth.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One direction of one connection: a thread that reads, a line of what is on its way, and a thread that writes when it
 * is due. The line has a limit, so that who does not read stops who writes.
 */
final class OneWay {

    private static final int LINE_BYTES = 1 << 18;

    private final Socket from;
    private final Socket to;
    private final Direction direction;
    private final Consumer<byte[]> sees;
    private final Deque<Chunk> line = new ArrayDeque<>();
    private int lineBytes;
    private boolean frozen;
    private boolean over;
    private boolean halfClosed;
    private boolean connected;

    /** {@code sees} is shown every chunk before it is passed on. */
    OneWay(Socket from, Socket to, Direction direction, Consumer<byte[]> sees) {
        this.from = from;
        this.to = to;
        this.direction = direction;
        this.sees = sees;
    }

    /** Reads until the sender's end, or an error, which is the caller's to act upon. */
    void read() throws IOException, InterruptedException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[1 << 14];
        while (true) {
            awaitRoom();
            int n = in.read(buffer);
            put(n < 0 ? null : Arrays.copyOf(buffer, n));
            if (n < 0) {
                return;
            }
        }
    }

    /** Writes what is due until the sender's end, and passes that on, too. */
    void write() throws IOException, InterruptedException {
        for (byte[] bytes = takeDue(); bytes != null; bytes = takeDue()) {
            sees.accept(bytes);
            send(direction.tamper(bytes));
        }
        halfClose();
    }

    /** Tells the receiver that nothing more comes; what does come is thrown away. */
    void halfClose() throws IOException {
        synchronized (this) {
            if (halfClosed) {
                return;
            }
            halfClosed = true;
            if (!connected) {
                return; // later, or it would be lost
            }
        }
        to.shutdownOutput();
    }

    /** Both sockets are connected now. */
    void connected() throws IOException {
        synchronized (this) {
            connected = true;
            if (!halfClosed) {
                return;
            }
        }
        to.shutdownOutput();
    }

    synchronized void freeze() {
        frozen = true;
    }

    /** The faults are others, or there is no connection any more. */
    synchronized void changed(boolean isOver) {
        over |= isOver;
        notifyAll();
    }

    private boolean stalled() {
        return frozen || direction.faults().stalled();
    }

    private synchronized void awaitRoom() throws InterruptedException {
        while (!over && (stalled() || lineBytes >= LINE_BYTES)) {
            wait();
        }
    }

    private synchronized void put(byte[] bytes) {
        line.add(new Chunk(bytes, direction.nextRandom()));
        lineBytes += bytes == null ? 0 : bytes.length;
        notifyAll();
    }

    private synchronized byte[] takeDue() throws InterruptedException {
        while (!over) {
            Chunk first = line.peek();
            if (first == null || stalled()) {
                wait();
                continue;
            }
            Faults faults = direction.faults();
            long due = first.arrived + faults.delayNanos() + (long) (faults.jitterNanos() * first.luck);
            if (!waitUntil(due)) {
                continue;
            }
            line.remove();
            lineBytes -= first.bytes == null ? 0 : first.bytes.length;
            notifyAll();
            return first.bytes;
        }
        return null;
    }

    private void send(byte[] bytes) throws IOException, InterruptedException {
        int at = 0;
        while (at < bytes.length) {
            Faults faults;
            synchronized (this) {
                while (!over && stalled()) {
                    wait();
                }
                if (over || halfClosed) {
                    return;
                }
                faults = direction.faults();
            }
            long start = System.nanoTime();
            int n = faults.slice(bytes.length - at);
            to.getOutputStream().write(bytes, at, n);
            direction.passed(n);
            at += n;
            synchronized (this) {
                while (!over && faults == direction.faults() && !waitUntil(start + faults.pauseNanos(n))) {
                    // woken for another reason
                }
            }
        }
    }

    /** Whether it is then; if not, it has waited, but may have been woken early. */
    private boolean waitUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return left <= 0;
    }

    /** Bytes on their way, or the end of the stream where there are none. */
    private static final class Chunk {
        private final byte[] bytes;
        private final double luck;
        private final long arrived = System.nanoTime();

        Chunk(byte[] bytes, double luck) {
            this.bytes = bytes;
            this.luck = luck;
        }
    }
}
