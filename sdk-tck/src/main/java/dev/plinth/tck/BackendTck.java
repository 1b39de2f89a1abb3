package dev.plinth.tck;

import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The conformance kit: what every backend must do. A backend takes all of it over with one class:
 *
 * <pre>{@code
 * class MyBackendTckTest extends BackendTck {
 *     @Override
 *     protected AsyncRuntimeProvider provider() {
 *         return new MyBackendProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>The rules are numbered; SPEC.md of this module lists them, and says where the SPI promises each
 * and which promises no test can hold. One test is one rule: {@code required_spec101_...} tests rule
 * 101. A backend that cannot run on the machine fails the kit; nothing is skipped in silence.
 */
@ExtendWith({BlockingGate.class, LeakGate.class})
public abstract class BackendTck {

    /** The backend under test; called before each test. */
    protected abstract AsyncRuntimeProvider provider();

    /** The settings of the runtimes that are tested; a backend may add its own. Two cores at least. */
    protected RuntimeConfig.Builder settings() {
        return RuntimeConfig.builder().cores(2);
    }

    /** How long something that must happen may take before the test fails. A safety net: be generous. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * Whether task queues are weighed by their shares and latency classes. A backend that runs them in
     * the order of arrival says no here, and says so in {@code info()} (rule 1413); the rules about
     * weighing are then reported as aborted, with that reason.
     */
    protected boolean weighsTaskQueues() {
        return true;
    }

    @Nested
    final class Tasks extends TaskRules {
        Tasks() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Spawning extends SpawnRules {
        Spawning() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Timers extends TimerRules {
        Timers() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Connecting extends ConnectRules {
        Connecting() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class FailingToConnect extends ConnectFailureRules {
        FailingToConnect() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Listening extends ListenRules {
        Listening() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Reading extends ReadRules {
        Reading() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Writing extends WriteRules {
        Writing() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class WritingToASlowPeer extends SlowPeerRules {
        WritingToASlowPeer() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Receiving extends PushRules {
        Receiving() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class EndingPushMode extends PushEndRules {
        EndingPushMode() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Sending extends SendRules {
        Sending() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class HalfClosing extends HalfCloseRules {
        HalfClosing() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Closing extends CloseRules {
        Closing() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Tls extends TlsRules {
        Tls() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class TlsHandshakes extends TlsHandshakeRules {
        TlsHandshakes() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class ShuttingDown extends ShutdownRules {
        ShuttingDown() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Describing extends RuntimeRules {
        Describing() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Loading extends LoadRules {
        Loading() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Queueing extends QueueRules {
        Queueing() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Sharing extends SharesRules {
        Sharing() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class SchedulingInQueues extends QueueSchedulerRules {
        SchedulingInQueues() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Yielding extends YieldRules {
        Yielding() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class HandingOff extends HandOffRules {
        HandingOff() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class QueueingConnections extends QueuedConnectionRules {
        QueueingConnections() {
            super(BackendTck.this);
        }
    }

    @Nested
    final class Counting extends StatsRules {
        Counting() {
            super(BackendTck.this);
        }
    }
}
