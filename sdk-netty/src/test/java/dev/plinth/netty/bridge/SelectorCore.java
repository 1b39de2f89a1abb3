package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.UnresolvedHostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/** One thread with a selector, tasks and timers. */
final class SelectorCore implements Runnable {

    private final int index;
    private final Thread thread;
    private final Selector selector;
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>(); // guarded by itself
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::deadline));
    private final Set<SelectorConnection> connections = new HashSet<>();
    private final ArrayDeque<SelectorConnection> dirty = new ArrayDeque<>();
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(64 << 10);
    private boolean closing; // guarded by inbox

    record Timer(long deadline, Runnable task, Consumer<Throwable> dropped) {}

    SelectorCore(int index) {
        this.index = index;
        this.thread = new Thread(this, "selector-core-" + index);
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        thread.start();
    }

    int index() {
        return index;
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    /** Takes a task; what has been taken runs, even when a shutdown comes between. */
    void execute(Runnable task) {
        synchronized (inbox) {
            if (closing) {
                throw new RuntimeClosedException("the runtime is closed");
            }
            inbox.add(task);
        }
        if (!isCurrent()) {
            selector.wakeup();
        }
    }

    Disposable schedule(Duration delay, Runnable task, Consumer<Throwable> dropped) {
        Timer timer = new Timer(System.nanoTime() + delay.toNanos(), task, dropped);
        if (isCurrent()) {
            timers.add(timer);
        } else {
            execute(() -> timers.add(timer));
        }
        return () -> {
            if (isCurrent()) {
                timers.remove(timer);
            } else {
                execute(() -> timers.remove(timer));
            }
        };
    }

    /** Sends what the connection has gathered once the turn is over. */
    void flushLater(SelectorConnection connection) {
        dirty.add(connection);
    }

    void remove(SelectorConnection connection) {
        connections.remove(connection);
    }

    void connect(InetSocketAddress remote, ConnectOptions options, MonoSink<AsyncConnection> sink) {
        try {
            InetSocketAddress address = remote.isUnresolved()
                    ? new InetSocketAddress(InetAddress.getByName(remote.getHostString()), remote.getPort())
                    : remote;
            SocketChannel socket = SocketChannel.open();
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = socket.register(selector, SelectionKey.OP_CONNECT);
            Duration timeout = options.connectTimeout().orElse(Duration.ZERO);
            Disposable timer = timeout.isZero()
                    ? () -> {}
                    : schedule(
                            timeout,
                            () -> sink.error(new ConnectTimeoutException("no answer from " + remote)),
                            sink::error);
            sink.onDispose(() -> {
                timer.dispose();
                if (key.attachment() instanceof Runnable) {
                    close(socket);
                }
            });
            key.attach((Runnable) () -> finishConnect(socket, key, options, sink));
            if (socket.connect(address)) {
                finishConnect(socket, key, options, sink);
            }
        } catch (java.net.UnknownHostException e) {
            sink.error(new UnresolvedHostException("no address for " + remote, e));
        } catch (IOException e) {
            sink.error(new ConnectException("cannot connect to " + remote + ": " + e.getMessage(), e));
        }
    }

    private void finishConnect(
            SocketChannel socket, SelectionKey key, ConnectOptions options, MonoSink<AsyncConnection> sink) {
        try {
            socket.finishConnect();
            SelectorConnection connection = new SelectorConnection(this, socket, key);
            key.attach(connection);
            key.interestOps(0);
            connections.add(connection);
            sink.success(connection);
        } catch (IOException e) {
            sink.error(new ConnectException("cannot connect: " + e.getMessage(), e));
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void shutdown() {
        synchronized (inbox) {
            closing = true;
        }
        selector.wakeup();
        if (!isCurrent()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void run() {
        try (selector) {
            while (turn()) {
                select();
            }
            RuntimeClosedException cause = new RuntimeClosedException("the runtime is closed");
            List.copyOf(connections).forEach(connection -> connection.closed(cause));
            new ArrayList<>(timers).forEach(timer -> timer.dropped().accept(cause));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean turn() {
        while (!timers.isEmpty() && timers.peek().deadline() - System.nanoTime() <= 0) {
            timers.poll().task().run();
        }
        boolean more = runInbox();
        for (SelectorConnection connection = dirty.poll(); connection != null; connection = dirty.poll()) {
            connection.flushGathered();
        }
        return more;
    }

    private boolean runInbox() {
        List<Runnable> tasks;
        boolean end;
        synchronized (inbox) {
            tasks = new ArrayList<>(inbox);
            inbox.clear();
            end = closing;
        }
        tasks.forEach(Runnable::run);
        return !end;
    }

    private void select() throws IOException {
        synchronized (inbox) {
            if (closing || !inbox.isEmpty()) {
                selector.wakeup();
            }
        }
        long wait = timers.isEmpty() ? 0 : Math.max(1, (timers.peek().deadline() - System.nanoTime()) / 1_000_000);
        selector.select(wait);
        for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
            if (key.attachment() instanceof SelectorConnection connection) {
                connection.ready();
            } else {
                ((Runnable) key.attachment()).run();
            }
        }
        selector.selectedKeys().clear();
    }
}
