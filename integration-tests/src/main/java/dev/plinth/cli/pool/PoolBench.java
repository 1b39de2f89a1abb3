package dev.plinth.cli.pool;

import dev.plinth.benchmarks.pool.PoolOnLoops;
import dev.plinth.benchmarks.pool.PoolOnThreads;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Section;
import dev.plinth.cli.compare.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs JMH once for each participant of a section, in a JVM of its own, and counts how evenly things are spread. */
public final class PoolBench {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final PoolSections sections;
    private final PoolPlan plan;
    private final Progress progress;

    /** Starts nothing yet. */
    public PoolBench(PoolSections sections, PoolPlan plan, Progress progress) {
        this.sections = sections;
        this.plan = plan;
        this.progress = progress;
    }

    /** Runs it all. A participant that fails is out; the others go on. */
    public List<Entry> run() {
        List<Entry> entries = new ArrayList<>();
        int steps = sections.all().stream()
                .mapToInt(one -> one.participants().size())
                .sum();
        for (Section section : sections.all()) {
            for (Participant participant : section.participants()) {
                progress.step(entries.size(), steps, section.name() + ", " + participant.name());
                entries.add(measure(section, participant));
            }
        }
        return entries;
    }

    private Entry measure(Section section, Participant participant) {
        SortedMap<Integer, Reading> readings = new TreeMap<>();
        String problem = participant.notRun();
        if (problem == null) {
            try {
                if (section.name().equals(PoolSections.SPREAD)) {
                    readings.put(0, Spreads.countCores(participant));
                } else if (section.name().equals(PoolSections.BALANCERS)) {
                    readings.put(0, Spreads.countPicks(participant));
                } else {
                    readings.putAll(cycles(section, participant));
                }
            } catch (RunnerException | RuntimeException e) {
                problem = reasons(e);
            }
        }
        return new Entry(section, participant, readings, problem);
    }

    /** JMH says what happened in what it suppresses, one below the other. */
    private static String reasons(Throwable error) {
        StringJoiner reasons = new StringJoiner(": ");
        for (Throwable at = error;
                at != null;
                at = at.getSuppressed().length > 0 ? at.getSuppressed()[0] : at.getCause()) {
            reasons.add(String.valueOf(at.getMessage()));
        }
        return reasons.toString();
    }

    private SortedMap<Integer, Reading> cycles(Section section, Participant participant) throws RunnerException {
        boolean loops = section.name().startsWith(PoolSections.LOOPS);
        int callers = PoolSections.callers(section.name());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include((loops ? PoolOnLoops.class : PoolOnThreads.class).getName() + "\\.")
                .param("pool", participant.name())
                .threads(loops ? 1 : callers)
                .forks(1)
                .warmupIterations(plan.warmUps())
                .warmupTime(TimeValue.milliseconds(plan.roundMillis()))
                .measurementIterations(plan.rounds())
                .measurementTime(TimeValue.milliseconds(plan.roundMillis()))
                .timeUnit(TimeUnit.NANOSECONDS)
                .jvmArgs(plan.jvmOptions().toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (loops) {
            options.param("callers", Integer.toString(callers));
        }
        RunResult result = new Runner(options.build()).runSingle();
        SortedMap<Integer, Reading> readings = new TreeMap<>();
        for (IterationResult iteration :
                result.getBenchmarkResults().iterator().next().getIterationResults()) {
            Result<?> score = iteration.getPrimaryResult();
            // Of threads it is how many cycles there were in a nanosecond, of all of them together.
            double nanos = loops ? score.getScore() : 1 / score.getScore();
            Map<String, Double> figures = Map.of(
                    PoolSections.NANOS.key(),
                    nanos,
                    PoolSections.BYTES.key(),
                    iteration.getSecondaryResults().get(ALLOCATED).getScore());
            readings.put(readings.size(), new Reading(figures, facts(section, participant)));
        }
        return readings;
    }

    private static Map<String, String> facts(Section section, Participant participant) {
        boolean loops = section.name().startsWith(PoolSections.LOOPS);
        if (participant.isPlinth()) {
            String where = loops ? "its cores" : "threads, by its cores";
            return Map.of(Reading.TRANSPORT, where, Reading.BACKEND, participant.backend());
        }
        return Map.of(Reading.TRANSPORT, loops ? "Netty's loops" : "threads");
    }
}
