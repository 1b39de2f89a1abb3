package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Time is a number here. */
class StallProbeTest {

    private static final long THRESHOLD = 100;

    private final SeenCore core = new SeenCore();
    private final SeenReports reports = new SeenReports();
    private final StallProbe probe = new StallProbe(core, THRESHOLD, 0, reports);

    private void onlyLook(long... times) {
        for (long time : times) {
            probe.look(time);
        }
    }

    @Test
    void aCoreThatDoesNotGoOnIsToldOnce() {
        core.running = "a task";
        onlyLook(50, 99);
        assertThat(reports.stalls).isEmpty();
        onlyLook(100, 150, 1000);
        assertThat(reports.stalls).singleElement().satisfies(stall -> {
            assertThat(stall.core()).isEqualTo(3);
            assertThat(stall.queue()).isEqualTo("reports");
            assertThat(stall.task()).isEqualTo("task a task (java.lang.String)");
            assertThat(stall.nanos()).isEqualTo(100);
            assertThat(stall.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(stall.stackText()).contains("at " + StallProbeTest.class.getName());
        });
        assertThat(core.stalls).containsExactly("reports");
        assertThat(reports.ended).isEmpty();
    }

    @Test
    void theEndIsToldWithHowLongItLasted() {
        onlyLook(50, 100, 150);
        core.progress++;
        onlyLook(200, 250);
        assertThat(reports.ended).containsExactly(200L);
        onlyLook(300);
        assertThat(reports.stalls).as("the next one").hasSize(2);
    }

    @Test
    void aCoreThatGoesOnIsNotTold() {
        for (long time = 50; time < 1000; time += 50) {
            core.progress++;
            probe.look(time);
        }
        assertThat(reports.stalls).isEmpty();
    }

    @Test
    void aCoreThatSleepsIsNotTold() {
        core.asleep = true;
        assertThat(probe.look(50)).isTrue();
        onlyLook(1000);
        core.asleep = false;
        onlyLook(1050);
        assertThat(reports.stalls).isEmpty();
        assertThat(probe.look(1099)).isFalse();
        onlyLook(1100);
        assertThat(reports.stalls).hasSize(1);
    }

    @Test
    void aCoreThatWorkedSinceTheLastLookIsNotQuiet() {
        core.asleep = true;
        core.progress++;
        assertThat(probe.look(50)).isFalse();
        assertThat(probe.look(100)).isTrue();
    }

    @Test
    void aJvmThatStoodStillIsNoStall() {
        onlyLook(50);
        probe.overslept(5000);
        onlyLook(5000, 5099);
        assertThat(reports.stalls).isEmpty();
        onlyLook(5100);
        assertThat(reports.stalls).hasSize(1);
    }

    @Test
    void withoutATaskItIsIo() {
        onlyLook(100);
        assertThat(reports.stalls.get(0).task()).isEqualTo("I/O, or a callback of it");
    }

    @Test
    void aToStringThatFailsDoesNoHarm() {
        core.running = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("not here");
            }
        };
        onlyLook(100);
        assertThat(reports.stalls.get(0).task())
                .isEqualTo("task " + core.running.getClass().getName());
    }
}
