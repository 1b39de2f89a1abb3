package dev.plinth.cli.echo;

import dev.plinth.cli.bench.Cpus;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Rounds;
import dev.plinth.cli.bench.Section;
import dev.plinth.cli.compare.ChildJvm;
import dev.plinth.cli.compare.ContestantException;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.load.ProcessFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds echo servers against each other: each in a process of its own, under one load generator. */
public final class EchoBench implements AutoCloseable {

    /** The name of the server that {@code --limit} gives. */
    public static final String LIMIT = "limit";

    private static final List<Measure> MEASURES = List.of(
            new Measure("cpuMicrosPerMessage", "CPU us/msg"),
            new Measure("p50Micros", "p50 us"),
            new Measure("p99Micros", "p99 us"),
            new Measure("messagesPerSec", "msgs/s"),
            new Measure("rssMb", "RSS MB"));
    private static final long RAMP_MILLIS = 100;

    private final Plan plan;
    private final Progress progress;
    private final Map<String, EchoCase> cases = new LinkedHashMap<>();
    private final Map<String, ServerProcess> servers = new LinkedHashMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final List<Section> sections = new ArrayList<>();
    private ChildJvm generator;
    private boolean closed;
    private int roundsRun;

    /**
     * What is run.
     *
     * @param participants who; those that can run have their {@code options}
     * @param options of {@code ./plinth echo} by participant, or the command of {@link #LIMIT}
     * @param baseline the participant whose CPU per message is 1.00
     * @param sameCpu whether the generator shares the servers' CPU, else it has another
     * @param budgetMillis no round is begun that could not end within this time
     */
    public record Plan(
            List<Participant> participants,
            Map<String, List<String>> options,
            String baseline,
            List<EchoCase> cases,
            boolean sameCpu,
            int rounds,
            long windowMillis,
            long warmUpMillis,
            long budgetMillis) {}

    /** Starts nothing yet. */
    public EchoBench(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        for (EchoCase one : plan.cases()) {
            cases.put(one.name(), one);
            sections.add(new Section(one.name(), one.title(), MEASURES, plan.baseline(), plan.participants()));
        }
    }

    /** Runs it all. A server that fails is out; the others go on. */
    public List<Entry> run(Cpus cpus) throws IOException, InterruptedException, ContestantException {
        long begun = System.nanoTime();
        synchronized (servers) {
            generator = EchoLoadMain.start(cpus, plan.sameCpu() ? 0 : 1);
        }
        startServers(cpus.on(0));
        warmUp();
        Rounds rounds = new Rounds(sections, plan.rounds(), progress);
        long longest = 0;
        while (roundsRun < plan.rounds() && (roundsRun == 0 || millisSince(begun) + longest < plan.budgetMillis())) {
            long before = System.nanoTime();
            rounds.run(roundsRun++, this::measure);
            longest = Math.max(longest, millisSince(before));
        }
        return rounds.entries();
    }

    /** How many rounds were run. */
    public int roundsRun() {
        return roundsRun;
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private void startServers(List<String> prefix) throws IOException, InterruptedException {
        for (Participant participant : plan.participants()) {
            if (participant.notRun() != null) {
                continue;
            }
            progress.step(0, 1, "starting " + participant.name());
            List<String> options = plan.options().get(participant.name());
            ServerProcess server = participant.name().equals(LIMIT)
                    ? ServerProcess.command(prefix, options.get(0))
                    : ServerProcess.plinth(prefix, options);
            synchronized (servers) {
                servers.put(participant.name(), server);
                if (closed) {
                    server.close(); // the user has pressed Ctrl-C meanwhile
                }
            }
            try {
                server.await();
            } catch (ContestantException e) {
                problems.put(participant.name(), e.getMessage());
            }
        }
    }

    /** The deepest load first: it makes the JIT see most in the least time. */
    private void warmUp() throws InterruptedException {
        List<EchoCase> deepestFirst = new ArrayList<>(plan.cases());
        deepestFirst.sort(Comparator.comparingInt(one -> -one.depth() * one.connections()));
        for (EchoCase one : deepestFirst) {
            for (Map.Entry<String, ServerProcess> server : servers.entrySet()) {
                if (problems.containsKey(server.getKey())) {
                    continue;
                }
                progress.step(0, 1, "warm-up, " + one.name() + ", " + server.getKey());
                try {
                    load(server.getValue(), one, plan.warmUpMillis());
                } catch (ContestantException e) {
                    problems.put(server.getKey(), e.getMessage());
                }
            }
        }
    }

    private Map<String, Object> load(ServerProcess server, EchoCase load, long millis)
            throws ContestantException, InterruptedException {
        return EchoLoadMain.run(generator, load, server.facts().port(), server.pid(), RAMP_MILLIS, millis);
    }

    private Reading measure(Section section, Participant participant) throws ContestantException, InterruptedException {
        String problem = problems.get(participant.name());
        if (problem != null) {
            throw new ContestantException(problem);
        }
        ServerProcess server = servers.get(participant.name());
        Map<String, Object> answer = load(server, cases.get(section.name()), plan.windowMillis());
        double count = number(answer, "count");
        if (count == 0) {
            throw new ContestantException("not one message came back within " + plan.windowMillis() + " ms");
        }
        EchoFacts facts = server.facts();
        return new Reading(
                Map.of(
                        "cpuMicrosPerMessage", number(answer, "cpuNanos") / 1e3 / count,
                        "messagesPerSec", count * 1e9 / number(answer, "nanos"),
                        "p50Micros", number(answer, "p50Nanos") / 1e3,
                        "p99Micros", number(answer, "p99Nanos") / 1e3,
                        "rssMb", number(ProcessFacts.read(server.pid()), "rssKb") / 1024),
                Map.of(
                        Reading.BACKEND, facts.backend(),
                        Reading.TRANSPORT, facts.transport(),
                        Reading.PLACEMENT, facts.placement()));
    }

    private static double number(Map<String, Object> answer, String name) {
        return ((Number) answer.get(name)).doubleValue();
    }

    /** Ends all processes. May be called by another thread, as when the user presses Ctrl-C. */
    @Override
    public void close() {
        synchronized (servers) {
            closed = true;
            if (generator != null) {
                generator.close();
            }
            servers.values().forEach(ServerProcess::close);
        }
    }
}
