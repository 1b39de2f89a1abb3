package dev.plinth.backend.virtualthreads;

import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** The rest of a long task, behind the others of its lane. */
final class Yield implements Runnable, LateTasks.Rejectable {

    private final MonoSink<Void> sink;

    private Yield(MonoSink<Void> sink) {
        this.sink = sink;
    }

    /** Completes at once if the core need do nothing else. */
    static Mono<Void> ifNeeded(VirtualThreadsRuntime runtime) {
        return Mono.create(sink -> {
            Core core = runtime.here();
            if (core != null && core.needsPreempt()) {
                core.currentLane().inNextTurn(new Yield(sink));
            } else {
                sink.success();
            }
        });
    }

    @Override
    public void run() {
        sink.success();
    }

    @Override
    public void reject() {
        sink.error(VirtualThreadsRuntime.closedError());
    }
}
