package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the time that the suite tells beforehand is made of. */
class ExpectedTest {

    private static final long PATIENCE = 40_000;
    private static final Stage REDIS = stage(new RedisTrial());
    private static final Stage NATS = stage(new NatsTrial());

    private static Stage stage(Trial trial) {
        return new Stage(trial, null, null);
    }

    private static Expected of(int contestants, Fault... faults) {
        return new Expected(List.of(faults), contestants, PATIENCE);
    }

    @Test
    void itIsTheServersStartAndARoundForEachFault() {
        Expected expected = of(2, Fault.NONE, Fault.CUT);

        assertThat(expected.millis(List.of(REDIS)))
                .isEqualTo(
                        expected.start(REDIS) + expected.round(REDIS, Fault.NONE) + expected.round(REDIS, Fault.CUT));
        assertThat(expected.millis(List.of(REDIS, REDIS)))
                .as("on two servers")
                .isEqualTo(2 * expected.millis(List.of(REDIS)));
    }

    @Test
    void aRoundIsItsFaultAndItsClientsAndTheLoadBeforeAndAfterIt() {
        Takes takes = NATS.trial().takes();

        assertThat(of(2).round(NATS, Fault.NONE))
                .isEqualTo(FaultRound.LOAD_MILLIS + 2 * takes.clientMillis() + Fault.NONE.millis());
        assertThat(of(5).round(NATS, Fault.NONE) - of(2).round(NATS, Fault.NONE))
                .as("three clients more")
                .isEqualTo(3 * takes.clientMillis());
    }

    @Test
    void whoLosesConnectionsRecoversAndAServerIsStartedAgain() {
        long plain = of(2).round(NATS, Fault.NONE) - Fault.NONE.millis();
        Takes takes = NATS.trial().takes();

        assertThat(of(2).round(NATS, Fault.CUT)).isEqualTo(plain + Fault.CUT.millis() + takes.recoveryMillis());
        assertThat(of(2).round(NATS, Fault.KILL)).isEqualTo(plain + takes.recoveryMillis() + takes.restartMillis());
    }

    @Test
    void whatArrivesAsSomethingElseIsWaitedForInVain() {
        assertThat(of(2).round(NATS, Fault.CORRUPT)).as("has a consumer").isGreaterThan(PATIENCE);
        assertThat(of(2).round(REDIS, Fault.CORRUPT)).as("has none").isLessThan(PATIENCE);
    }
}
