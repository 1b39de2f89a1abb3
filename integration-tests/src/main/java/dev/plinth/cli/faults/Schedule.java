package dev.plinth.cli.faults;

import dev.plinth.cli.compare.Progress;
import java.util.List;

/**
 * Says how far the suite is, by the time that its rounds are expected to take: about what they took with five contestants
 * on an idle machine of two cores, where nothing was left behind and no client hung.
 */
final class Schedule {

    private final Progress shown;
    private final List<Trial> trials;
    private final List<Fault> faults;
    private long done;
    private long of;

    Schedule(Progress shown, List<Trial> trials, List<Fault> faults) {
        this.shown = shown;
        this.trials = trials;
        this.faults = faults;
        this.of = expectedMillis(trials, faults);
    }

    /** Of all trials through all faults, if no leak is suspected. */
    static long expectedMillis(List<Trial> trials, List<Fault> faults) {
        return trials.stream()
                .mapToLong(trial -> trial.startMillis()
                        + faults.stream()
                                .mapToLong(fault -> millis(trial, fault))
                                .sum())
                .sum();
    }

    private static long millis(Trial trial, Fault fault) {
        return trial.roundMillis() + fault.millis() + (fault.startsServer() ? trial.startMillis() : 0);
    }

    /** What was left out of the trials before, since their server failed, is not waited for. */
    void begins(Trial trial) {
        long before = expectedMillis(trials.subList(0, trials.indexOf(trial)), faults);
        of -= Math.max(0, before - done);
        done = Math.max(done, before);
        say(trial.adapter() + ": starting a server");
    }

    void warmsUp(Trial trial) {
        done += trial.startMillis();
        say(trial.adapter() + ": warming up");
    }

    void round(Trial trial, Fault fault) {
        say(trial.adapter() + ", fault " + fault.key());
        done += millis(trial, fault);
    }

    /** One that nobody had reckoned with. */
    void furtherRound(Trial trial, Fault fault, String who) {
        of += millis(trial, fault);
        say(trial.adapter() + ", fault " + fault.key() + ", looking for a leak: " + who);
        done += millis(trial, fault);
    }

    private void say(String what) {
        shown.step((int) done, (int) of, what);
    }
}
