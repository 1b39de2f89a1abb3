package dev.plinth.cli.faults;

import java.util.List;

/**
 * How long the suite is likely to take on an idle machine of two cores, where nothing is left behind that must be looked
 * for.
 *
 * @param contestants how many of them run
 * @param patienceMillis how long operations are waited for that may never end
 */
record Expected(List<Fault> faults, int contestants, long patienceMillis) {

    /** All rounds of these. */
    long millis(List<Stage> stages) {
        return stages.stream()
                .mapToLong(stage -> start(stage)
                        + faults.stream()
                                .mapToLong(fault -> round(stage, fault))
                                .sum())
                .sum();
    }

    /** Until the first round begins. */
    long start(Stage stage) {
        return stage.trial().takes().startMillis();
    }

    /** A round with all contestants. */
    long round(Stage stage, Fault fault) {
        Takes takes = stage.trial().takes();
        long millis = FaultRound.LOAD_MILLIS + takes.clientMillis() * contestants + fault.millis();
        if (fault.startsServer()) {
            millis += takes.restartMillis();
        }
        if (fault.endsConnections()) {
            millis += takes.recoveryMillis();
        }
        if (fault.changesBytes() && waitsForChanged(stage.trial())) {
            millis += patienceMillis;
        }
        return millis;
    }

    /** Who waits for a text that arrives as another one waits as long as the suite does. */
    private static boolean waitsForChanged(Trial trial) {
        return trial.workloads().stream().anyMatch(workload -> workload.unanswered() == Count.LOST);
    }
}
