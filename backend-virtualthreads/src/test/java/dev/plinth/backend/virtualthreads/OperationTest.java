package dev.plinth.backend.virtualthreads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;

/** An operation is cancelled at one moment or another while its core starts it. */
class OperationTest {

    private final Core core = new Core(0, new Threads(), new Queues(), 100_000);
    /** What is pending, as a connection keeps it: the next one is refused while there is one. */
    private final AtomicReference<Operation<Integer>> pending = new AtomicReference<>();

    @BeforeEach
    void start() {
        core.start(() -> {});
    }

    @AfterEach
    void end() throws InterruptedException {
        core.end();
        core.thread().join();
    }

    private enum When {
        BEFORE_IT_IS_PENDING,
        ONCE_IT_IS_PENDING
    }

    /** Starts as a read does, and is cancelled on the way. */
    private final class Cancelled extends Operation<Integer> {

        private static final long serialVersionUID = 1L;

        private final transient When when;

        Cancelled(When when) {
            super(core, new BaseSubscriber<Integer>() {});
            this.when = when;
        }

        @Override
        void start() {
            if (when == When.BEFORE_IT_IS_PENDING) {
                cancelElsewhere();
            }
            pending.set(this);
            if (when == When.ONCE_IT_IS_PENDING) {
                cancelElsewhere();
            }
        }

        private void cancelElsewhere() {
            try {
                Thread.ofPlatform().start(this::cancel).join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        void onCancelled() {
            pending.compareAndSet(this, null);
        }

        @Override
        RuntimeException ended() {
            return new IllegalStateException("the core has ended");
        }
    }

    private void run(When when) throws InterruptedException {
        Cancelled operation = new Cancelled(when);
        operation.request(1);
        CountDownLatch ran = new CountDownLatch(1);
        core.submit(ran::countDown);
        ran.await();
    }

    @Test
    void nothingIsLeftOfOneThatIsCancelledBeforeItIsPending() throws InterruptedException {
        run(When.BEFORE_IT_IS_PENDING);
        assertThat(pending).hasNullValue();
    }

    @Test
    void norOfOneThatIsCancelledOnceItIsPending() throws InterruptedException {
        run(When.ONCE_IT_IS_PENDING);
        assertThat(pending).hasNullValue();
    }
}
