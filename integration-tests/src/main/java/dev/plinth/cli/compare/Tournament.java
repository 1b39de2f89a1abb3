package dev.plinth.cli.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the contestants of a plan against one server. All their JVMs live side by side, connected and
 * idle, and one at a time is told to run; each round goes through all of them, each time beginning
 * with another, so that whatever changes on the machine meets them alike.
 */
public final class Tournament implements AutoCloseable {

    private static final long QUIT_TIMEOUT_MILLIS = 5_000;

    private final Plan plan;
    private final Server server;
    private final Progress progress;
    private final long begun = System.nanoTime();
    private final Map<Contestant, ChildJvm> running = new LinkedHashMap<>();
    private final Map<String, String> problems = new HashMap<>();
    private final Map<String, Map<String, Object>> facts = new LinkedHashMap<>();
    private final Map<String, Map<String, TreeMap<Integer, Sample>>> samples = new HashMap<>();
    private int steps;

    /** The server is the caller's to close. */
    public Tournament(Plan plan, Server server, Progress progress) {
        this.plan = plan;
        this.server = server;
        this.progress = progress;
    }

    /** Runs it all. A contestant that fails is out; the others go on. */
    public Outcome run() throws IOException, InterruptedException {
        open();
        warmUp();
        int round = 0;
        while (round < plan.rounds() && (round == 0 || timeLeftFor(round))) {
            round(round++);
        }
        quit();
        List<Row> rows = new ArrayList<>();
        for (Workload workload : plan.workloads()) {
            rows.addAll(Rows.of(
                    plan.comparison().adapter(),
                    workload,
                    plan.contestants(),
                    samples.getOrDefault(workload.name(), Map.of()),
                    problems));
        }
        return new Outcome(plan, round, server.description(), rows, facts);
    }

    private void open() throws IOException, InterruptedException {
        for (Contestant contestant : plan.contestants()) {
            if (contestant.notRun() == null) {
                synchronized (running) {
                    running.put(contestant, ChildJvm.start(contestant));
                }
            }
        }
        for (Contestant contestant : List.copyOf(running.keySet())) {
            progress.step(0, plan.steps(), "starting " + contestant.name());
            Map<String, String> options = new HashMap<>(contestant.options());
            options.put(plan.comparison().uriOption(), server.uri());
            Map<String, Object> opened =
                    ask(contestant, Map.of("do", "open", "options", options), 2 * plan.graceMillis());
            if (opened != null) {
                facts.put(contestant.name(), opened);
            }
        }
    }

    /** The deepest load first: it makes the JIT see most in the least time. */
    private void warmUp() throws InterruptedException {
        List<Workload> deepestFirst = new ArrayList<>(plan.workloads());
        deepestFirst.sort(Comparator.comparingInt(workload -> -workload.load().totalInFlight()));
        for (Workload workload : deepestFirst) {
            for (Contestant contestant : List.copyOf(running.keySet())) {
                run(contestant, workload, plan.warmUpMillis(), "warm-up");
            }
        }
    }

    private void round(int round) throws InterruptedException {
        for (Workload workload : plan.workloads()) {
            List<Contestant> order = new ArrayList<>(running.keySet());
            Collections.rotate(order, -round);
            for (Contestant contestant : order) {
                Map<String, Object> answer =
                        run(contestant, workload, plan.windowMillis(), "round " + (round + 1) + " of " + plan.rounds());
                if (answer != null) {
                    samples.computeIfAbsent(workload.name(), name -> new HashMap<>())
                            .computeIfAbsent(contestant.name(), name -> new TreeMap<>())
                            .put(round, Sample.of(answer));
                }
            }
        }
    }

    private Map<String, Object> run(Contestant contestant, Workload workload, long windowMillis, String what)
            throws InterruptedException {
        progress.step(steps++, plan.steps(), what + ", " + workload.name() + ", " + contestant.name());
        if (!running.containsKey(contestant)) {
            return null;
        }
        Map<String, Object> command = Map.of(
                "do",
                "run",
                "load",
                workload.load().toMap(),
                "rampMillis",
                Plan.RAMP_MILLIS,
                "windowMillis",
                windowMillis);
        return ask(contestant, command, windowMillis + plan.graceMillis());
    }

    /** The answer, or null if the contestant failed, and is out. */
    private Map<String, Object> ask(Contestant contestant, Map<String, Object> command, long timeoutMillis)
            throws InterruptedException {
        try {
            return running.get(contestant).ask(command, timeoutMillis);
        } catch (ContestantException e) {
            problems.put(contestant.name(), e.getMessage());
            synchronized (running) {
                running.remove(contestant).close();
            }
            return null;
        }
    }

    private boolean timeLeftFor(int rounds) {
        long roundMillis =
                (long) running.size() * plan.workloads().size() * (plan.windowMillis() + 2 * Plan.RAMP_MILLIS);
        long elapsedMillis = (System.nanoTime() - begun) / 1_000_000;
        return elapsedMillis < plan.budgetMillis() - roundMillis;
    }

    private void quit() throws InterruptedException {
        progress.step(plan.steps(), plan.steps(), "done");
        for (Contestant contestant : List.copyOf(running.keySet())) {
            ask(contestant, Map.of("do", "quit"), QUIT_TIMEOUT_MILLIS);
        }
    }

    /** Kills whatever still runs. May be called by another thread, as when the user presses Ctrl-C. */
    @Override
    public void close() {
        synchronized (running) {
            running.values().forEach(ChildJvm::close);
        }
    }
}
