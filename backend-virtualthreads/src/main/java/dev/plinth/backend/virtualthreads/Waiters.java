package dev.plinth.backend.virtualthreads;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.MonoSink;

/** Those who wait for something to happen on a core. On the core only. */
final class Waiters {

    private final Core core;
    private List<MonoSink<Void>> sinks = new ArrayList<>(2);

    Waiters(Core core) {
        this.core = core;
    }

    void add(MonoSink<Void> sink) {
        sinks.add(sink);
        sink.onCancel(() -> core.runOrSubmit(() -> sinks.remove(sink)));
    }

    void complete() {
        takeAll().forEach(MonoSink::success);
    }

    void fail(Supplier<? extends Throwable> error) {
        takeAll().forEach(sink -> sink.error(error.get()));
    }

    /** Whom it tells may add another. */
    private List<MonoSink<Void>> takeAll() {
        List<MonoSink<Void>> all = sinks;
        sinks = new ArrayList<>(2);
        return all;
    }
}
