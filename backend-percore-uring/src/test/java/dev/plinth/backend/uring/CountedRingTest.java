package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.RingStats;
import dev.plinth.netty.ForwardingIoHandler;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringIoOps;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** On a real ring, a small one, driven by the test's own thread. */
class CountedRingTest {

    private static final byte IORING_OP_NOP = 0;
    private static final int DEPTH = 16;
    private static final int COMPLETIONS = 32;

    private final Handle handle = new Handle();
    private ForwardingIoHandler ring;
    private final ManualIoEventLoop loop = start();

    private ManualIoEventLoop start() {
        IoHandlerFactory rings = IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(DEPTH).setCqSize(COMPLETIONS));
        return new ManualIoEventLoop(Thread.currentThread(), executor -> {
            IoHandler counted = CountedRing.of(rings.newHandler(executor), DEPTH);
            ring = (ForwardingIoHandler) counted;
            return counted;
        });
    }

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }

    private RingStats stats() {
        return ring.ringStats().orElseThrow();
    }

    private void submit(int operations) throws Exception {
        loop.runNow();
        IoRegistration registration = loop.register(handle).get();
        for (int i = 0; i < operations; i++) {
            registration.submit(new IoUringIoOps(
                    IORING_OP_NOP, (byte) 0, (short) 0, -1, 0, 0, 0, 0, 0L, (short) 0, (short) 0, 0, 0));
        }
        while (handle.completed < operations) {
            loop.runNow();
        }
        loop.runNow();
    }

    @Test
    void countsWhatPasses() throws Exception {
        submit(10);
        assertThat(stats()).isEqualTo(new RingStats(10, 10, 0));
    }

    @Test
    void aFullCompletionRingIsCountedAndLosesNothing() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(CountedRing.class);
        logger.addAppender(log);
        try {
            submit(10 * COMPLETIONS);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains("none is lost", "raise plinth.uring.ring-depth (it is 16)"));
        assertThat(handle.completed).isEqualTo(10 * COMPLETIONS);
        assertThat(stats().submissions()).isEqualTo(10 * COMPLETIONS);
        assertThat(stats().completions()).isEqualTo(10 * COMPLETIONS);
        assertThat(stats().overflows()).isPositive();
    }

    @Test
    void theCountsStayWhenTheRingHasGone() throws Exception {
        submit(3);
        stop();
        assertThat(stats().completions()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void whatIsNoRingIsLeftAsItIs() {
        IoHandler local = LocalIoHandler.newFactory().newHandler(loop);
        assertThat(CountedRing.of(local, DEPTH)).isSameAs(local);
    }

    private static final class Handle implements IoUringIoHandle {

        int completed;

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            completed++;
        }

        @Override
        public void close() {}
    }
}
