package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;

/** A pool on virtual cores, and those who ask it. */
final class Bench {

    final VirtualRuntime cores;
    final FakeConnector connector = new FakeConnector();
    final PerCorePool<FakeConnector.Link> pool;

    Bench(int cores, UnaryOperator<PoolOptions.Builder> options) {
        this.cores = new VirtualRuntime(cores);
        PoolOptions.Builder builder = PoolOptions.builder()
                .name("test")
                .idleTimeout(Duration.ZERO)
                .maxLifetime(Duration.ZERO)
                .validateAfterIdle(Duration.ofDays(1))
                .validationInterval(Duration.ZERO);
        this.pool = PerCorePool.create(
                this.cores.runtime(), connector, options.apply(builder).build(), this.cores::now);
        this.cores.run();
    }

    /** What came of asking. */
    static final class Caller {
        Lease<FakeConnector.Link> lease;
        Throwable error;
        int signalledOn = Integer.MIN_VALUE;
        Disposable subscription;

        boolean waits() {
            return lease == null && error == null;
        }
    }

    /** Asks as core {@code core} (NO_CORE: from outside), and lets all happen that can. */
    Caller ask(int core) {
        Caller caller = askOnly(core);
        cores.run();
        return caller;
    }

    Caller askOnly(int core) {
        Caller caller = new Caller();
        cores.as(
                core,
                () -> caller.subscription = pool.acquire()
                        .subscribe(
                                lease -> {
                                    caller.lease = lease;
                                    caller.signalledOn = cores.currentCore();
                                },
                                error -> {
                                    caller.error = error;
                                    caller.signalledOn = cores.currentCore();
                                }));
        return caller;
    }

    List<Caller> ask(int core, int times) {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            callers.add(ask(core));
        }
        return callers;
    }

    List<Caller> askFromOutside(int times) {
        return ask(AsyncRuntime.NO_CORE, times);
    }

    void giveBack(Caller caller) {
        caller.lease.release();
        cores.run();
    }
}
