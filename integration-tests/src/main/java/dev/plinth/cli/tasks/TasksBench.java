package dev.plinth.cli.tasks;

import dev.plinth.cli.bench.Cpus;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Rounds;
import dev.plinth.cli.bench.Section;
import dev.plinth.cli.compare.ChildJvm;
import dev.plinth.cli.compare.ContestantException;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.echo.EchoLoadMain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Commands the JVMs of all participants: one for each setup, all alive and idle but for the one that is measured. */
public final class TasksBench implements AutoCloseable {

    private static final long OPEN_MILLIS = 30_000;

    /** For all; one collector, so that none is there for some only. */
    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xmx256m");

    /**
     * For those that spawn: a million tasks of any kind (a virtual thread takes most) fit in without a
     * collection, lest those be compared. It is reserved, not used, by those that need less.
     */
    private static final List<String> BIG_HEAP = List.of("-XX:+UseSerialGC", "-Xms1536m", "-Xmx1536m", "-Xmn1200m");

    private final TasksSections sections;
    private final TasksPlan plan;
    private final Progress progress;
    private final Map<String, ChildJvm> running = new LinkedHashMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private boolean closed;
    private int roundsRun;

    /** Starts nothing yet. */
    public TasksBench(TasksSections sections, TasksPlan plan, Progress progress) {
        this.sections = sections;
        this.plan = plan;
        this.progress = progress;
    }

    /** Runs it all. A participant that fails is out; the others go on. */
    public List<Entry> run() throws IOException, InterruptedException, ContestantException {
        long begun = System.nanoTime();
        ChildJvm generator = null;
        if (sections.needEcho()) {
            generator = add("generator", EchoLoadMain.start(Cpus.read(), 1));
        }
        List<Setup> setups = sections.setups();
        for (Setup setup : setups) {
            start(setup);
        }
        for (Setup setup : setups) {
            progress.step(0, 1, "starting " + setup.participant().name());
            open(setup);
        }
        Probes probes = new Probes(plan, generator);
        warmUp(probes);
        Rounds rounds = new Rounds(sections.all(), plan.rounds(), progress);
        long longest = 0;
        while (roundsRun < plan.rounds() && (roundsRun == 0 || millisSince(begun) + longest < plan.budgetMillis())) {
            long before = System.nanoTime();
            rounds.run(roundsRun++, (section, participant) -> measure(probes, section, participant));
            longest = Math.max(longest, millisSince(before));
        }
        return rounds.entries();
    }

    /** How many rounds were run. */
    public int roundsRun() {
        return roundsRun;
    }

    /** What is not as it could be with those that ran, in sentences. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private void start(Setup setup) throws IOException {
        if (setup.participant().notRun() != null) {
            return;
        }
        List<String> options = new ArrayList<>(sections.spawns(setup) ? BIG_HEAP : HEAP);
        setup.settings().forEach((key, value) -> options.add("-D" + key + "=" + value));
        add(
                setup.key(),
                ChildJvm.start(List.of(), options, TasksMain.class, setup.kind(), Integer.toString(setup.workers())));
    }

    private ChildJvm add(String key, ChildJvm child) {
        synchronized (running) {
            running.put(key, child);
            if (closed) {
                child.close();
            }
        }
        return child;
    }

    private void open(Setup setup) throws InterruptedException {
        ChildJvm child = running.get(setup.key());
        if (child == null) {
            return;
        }
        try {
            Map<String, String> told = new LinkedHashMap<>();
            ((Map<?, ?>) child.ask(Map.of("do", "open"), OPEN_MILLIS).get("facts"))
                    .forEach((name, value) -> told.put((String) name, String.valueOf(value)));
            facts.put(setup.key(), told);
            String text = told.getOrDefault(Reading.WARNINGS, "");
            if (!text.isEmpty()) {
                warnings.add(setup.participant().name() + " warns: " + text);
            }
        } catch (ContestantException e) {
            problems.put(setup.key(), e.getMessage());
        }
    }

    private void warmUp(Probes probes) throws InterruptedException {
        for (Section section : sections.all()) {
            for (Participant participant : section.participants()) {
                progress.step(0, 1, "warm-up, " + section.name() + ", " + participant.name());
                String key = sections.setup(section, participant).key();
                if (participant.notRun() == null && !problems.containsKey(key)) {
                    try {
                        probes.warmUp(section, running.get(key));
                    } catch (ContestantException e) {
                        problems.put(key, e.getMessage());
                    }
                }
            }
        }
    }

    private Reading measure(Probes probes, Section section, Participant participant)
            throws ContestantException, InterruptedException {
        String key = sections.setup(section, participant).key();
        if (problems.containsKey(key)) {
            throw new ContestantException(problems.get(key));
        }
        return new Reading(probes.measure(section, running.get(key)), facts.get(key));
    }

    /** Ends all processes. May be called by another thread, as when the user presses Ctrl-C. */
    @Override
    public void close() {
        synchronized (running) {
            closed = true;
            running.values().forEach(ChildJvm::close);
        }
    }
}
