package dev.plinth.cli.faults;

import dev.plinth.cli.compare.Progress;
import java.util.List;

/** Says how far the suite is, by the time that its rounds are expected to take. */
final class Schedule {

    private final Progress shown;
    private final List<Stage> stages;
    private final Expected expected;
    private long done;
    private long of;

    Schedule(Progress shown, List<Stage> stages, Expected expected) {
        this.shown = shown;
        this.stages = stages;
        this.expected = expected;
        this.of = expected.millis(stages);
    }

    /** What was left out of the stages before, since their server failed, is not waited for. */
    void begins(Stage stage) {
        long before = expected.millis(stages.subList(0, stages.indexOf(stage)));
        of -= Math.max(0, before - done);
        done = Math.max(done, before);
        say(stage.name() + ": starting a server");
    }

    void warmsUp(Stage stage) {
        done += expected.start(stage);
        say(stage.name() + ": warming up");
    }

    void round(Stage stage, Fault fault) {
        say(stage.name() + ", fault " + fault.key());
        done += expected.round(stage, fault);
    }

    /** One that nobody had reckoned with. */
    void furtherRound(Stage stage, Fault fault, String who) {
        of += expected.round(stage, fault);
        say(stage.name() + ", fault " + fault.key() + ", looking for a leak: " + who);
        done += expected.round(stage, fault);
    }

    private void say(String what) {
        shown.step((int) done, (int) of, what);
    }
}
