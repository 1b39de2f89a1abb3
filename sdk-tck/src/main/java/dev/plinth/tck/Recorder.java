package dev.plinth.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Receiver;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that keeps what it was told. Tests override what they want to happen besides. */
class Recorder implements Receiver {

    private final AsyncRuntime runtime;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Throwable> closed = new CompletableFuture<>();
    private volatile int size;
    private volatile String complaint;
    private boolean inside;

    Recorder(AsyncRuntime runtime) {
        this.runtime = runtime;
    }

    /** What has come so far. */
    final byte[] bytes() {
        synchronized (bytes) {
            return bytes.toByteArray();
        }
    }

    /** How many bytes have come so far. */
    final int size() {
        return size;
    }

    /** The calls so far, in order; repeated ones of {@code onReceive} once. */
    final List<String> calls() {
        return calls;
    }

    /** Completes at {@code onClosed}, with its cause, which may be null. */
    final CompletableFuture<Throwable> closed() {
        return closed;
    }

    /** What was wrong with the way it was called, or null. */
    final String complaint() {
        return complaint;
    }

    @Override
    public final void onReceive(AsyncConnection connection, ByteBuffer data) {
        called("receive", connection, () -> {
            if (!data.hasRemaining()) {
                complaint = "onReceive was called with an empty buffer";
            }
            synchronized (bytes) {
                ByteBuffer copy = data.duplicate();
                while (copy.hasRemaining()) {
                    bytes.write(copy.get());
                }
                size = bytes.size();
            }
            received(connection, data);
        });
    }

    @Override
    public final void onReceiveComplete(AsyncConnection connection) {
        called("complete", connection, () -> completed(connection));
    }

    @Override
    public final void onEnd(AsyncConnection connection) {
        called("end", connection, () -> ended(connection));
    }

    @Override
    public final void onWritable(AsyncConnection connection) {
        called("writable", connection, () -> writable(connection));
    }

    @Override
    public final void onClosed(AsyncConnection connection, Throwable cause) {
        called("closed", connection, () -> closed.complete(cause));
    }

    void received(AsyncConnection connection, ByteBuffer data) {}

    void completed(AsyncConnection connection) {}

    void ended(AsyncConnection connection) {}

    void writable(AsyncConnection connection) {}

    private void called(String call, AsyncConnection connection, Runnable action) {
        if (runtime.currentCore() != connection.core()) {
            complaint = call + " was called on core " + runtime.currentCore() + " instead of " + connection.core();
        }
        if (closed.isDone()) {
            complaint = call + " was called after onClosed";
        }
        if (inside && !call.equals("closed")) {
            complaint = call + " was called inside another call";
        }
        boolean nested = inside;
        inside = true;
        try {
            if (calls.isEmpty()
                    || !call.equals("receive")
                    || !calls.get(calls.size() - 1).equals("receive")) {
                calls.add(call);
            }
            action.run();
        } finally {
            inside = nested;
        }
    }
}
