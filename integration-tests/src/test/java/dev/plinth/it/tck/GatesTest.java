package dev.plinth.it.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.backend.netty.NioProvider;
import dev.plinth.tck.BlockingGate;
import dev.plinth.tck.LeakGate;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The gates can fail: a buffer that is lost and a core that sleeps are found. */
class GatesTest {

    @ExtendWith(LeakGate.class)
    static final class LosesABuffer {
        @Test
        void allocatesAndForgets() {
            assertThat(ByteBufAllocator.DEFAULT.buffer(10).writeInt(1).readableBytes())
                    .isEqualTo(4);
        }
    }

    @ExtendWith(BlockingGate.class)
    static final class SleepsOnACore {
        @Test
        void sleeps() {
            RuntimeConfig config = RuntimeConfig.builder().cores(1).build();
            try (AsyncRuntime runtime = new NioProvider().create(BackendContext.direct(config, "netty-nio"))) {
                runtime.blockOn(runtime.spawn(() -> {
                    Thread.sleep(1);
                    return 1;
                }));
            }
        }
    }

    @ExtendWith({BlockingGate.class, LeakGate.class})
    static final class Innocent {
        @Test
        void sleepsOnAThreadThatMay() throws InterruptedException {
            Thread.sleep(1);
            assertThat(ByteBufAllocator.DEFAULT.buffer(10).release()).isTrue();
        }
    }

    @Test
    void aLostBufferFailsItsClass() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LosesABuffer.class))
                .execute()
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                message(text -> text.contains("never released") && text.contains("LosesABuffer")))));
    }

    @Test
    void aCoreThatSleepsFailsItsTest() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(SleepsOnACore.class))
                .execute()
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("java.lang.Thread.sleep")))));
    }

    @Test
    void whoDoesNeitherPasses() {
        var results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Innocent.class))
                .execute();
        assertThat(results.allEvents().failed().count()).isZero();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
    }
}
