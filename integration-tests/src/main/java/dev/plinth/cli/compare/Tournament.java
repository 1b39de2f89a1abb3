package dev.plinth.cli.compare;

import dev.plinth.cli.behaviour.Correctness;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.ChildMain;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.servers.ServerFacts;
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

    /** A suite has so many graces to end: it waits for more than one answer. */
    private static final int SUITE_GRACES = 4;

    /** A window that costs no less than this part of the cheapest before it tells that the JIT is done... */
    private static final double STEADY = 0.95;

    /** ... if so many of them come one after another. */
    private static final int STEADY_WINDOWS = 2;

    private final Plan plan;
    private final Server server;
    private final Progress progress;
    private final long begun = System.nanoTime();
    private final Map<Contestant, ChildJvm> running = new LinkedHashMap<>();
    private final Map<String, String> notRun = new HashMap<>();
    private final Map<String, String> problems = new HashMap<>();
    private final Map<String, Map<String, Object>> facts = new LinkedHashMap<>();
    private final Map<String, Correctness> correctness = new LinkedHashMap<>();
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
        List<ServerFacts> servers = server.facts();
        open();
        behave();
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
                    Outcome.serverName(servers),
                    workload,
                    plan.contestants(),
                    samples.getOrDefault(workload.name(), Map.of()),
                    notRun(workload),
                    problems));
        }
        return new Outcome(plan, round, server.description(), servers, rows, facts, correctness);
    }

    /** Why, by contestant. */
    private Map<String, String> notRun(Workload workload) {
        Map<String, String> all = new HashMap<>(notRun);
        for (Contestant contestant : plan.contestants()) {
            String why = plan.comparison().without(contestant, workload);
            if (why != null) {
                all.putIfAbsent(contestant.name(), why);
            }
        }
        return all;
    }

    private void open() throws IOException, InterruptedException {
        for (Contestant contestant : plan.contestants()) {
            if (contestant.notRun() != null) {
                notRun.put(contestant.name(), contestant.notRun());
                continue;
            }
            synchronized (running) {
                running.put(contestant, ChildJvm.start(contestant));
            }
        }
        for (Contestant contestant : List.copyOf(running.keySet())) {
            progress.step(steps++, plan.steps(), "starting " + contestant.name());
            Map<String, String> options = new HashMap<>(contestant.options());
            options.put(plan.comparison().uriOption(), server.uri());
            options.put(Client.NUMBER, Integer.toString(plan.contestants().indexOf(contestant)));
            Map<String, Object> opened =
                    ask(contestant, Map.of("do", "open", "options", options), 2 * plan.graceMillis());
            if (opened != null && opened.get(ChildMain.CANNOT_RUN) != null) {
                notRun.put(contestant.name(), String.valueOf(opened.get(ChildMain.CANNOT_RUN)));
                out(contestant);
            } else if (opened != null) {
                facts.put(contestant.name(), opened);
            }
        }
    }

    /** One after another, all in the same way; of one whose answers are wrong no speed is measured. */
    private void behave() throws InterruptedException {
        Map<String, Transcript> transcripts = new LinkedHashMap<>();
        for (Contestant contestant : List.copyOf(running.keySet())) {
            if (!plan.behaves(contestant)) {
                continue;
            }
            progress.step(steps++, plan.steps(), "comparing the answers of " + contestant.name());
            Map<String, Object> answer = ask(contestant, Map.of("do", "behave"), SUITE_GRACES * plan.graceMillis());
            if (answer != null && answer.get(ChildMain.TRANSCRIPT) instanceof Map<?, ?> told) {
                Transcript transcript = Transcript.of(told);
                if (transcript.problem() == null) {
                    transcripts.put(contestant.name(), transcript);
                } else {
                    problems.put(
                            contestant.name(),
                            "its suite did not end, so its speed was not measured: " + transcript.problem());
                    out(contestant);
                }
            }
        }
        correctness.putAll(Correctness.of(transcripts));
        for (Contestant contestant : List.copyOf(running.keySet())) {
            Correctness answers = correctness.get(contestant.name());
            if (answers != null && answers.wrong()) {
                problems.put(
                        contestant.name(), "wrong answers, so its speed was not measured: " + answers.difference());
                out(contestant);
            }
        }
    }

    /** The deepest load first: it makes the JIT see most in the least time. */
    private void warmUp() throws InterruptedException {
        List<Workload> deepestFirst = new ArrayList<>(plan.workloads());
        deepestFirst.sort(Comparator.comparingInt(workload -> -workload.load().totalInFlight()));
        for (Workload workload : deepestFirst) {
            for (Contestant contestant : List.copyOf(running.keySet())) {
                progress.step(steps++, plan.steps(), "warm-up, " + workload.name() + ", " + contestant.name());
                if (!contestant.limit()) { // which is no JVM
                    warmUp(contestant, workload);
                }
            }
        }
    }

    /** Until operations get no cheaper, or patience ends: some clients take the JIT long. */
    private void warmUp(Contestant contestant, Workload workload) throws InterruptedException {
        double least = Double.MAX_VALUE;
        int steady = 0;
        for (int i = 0; i < plan.comparison().mostWarmUps() && steady < STEADY_WINDOWS; i++) {
            Map<String, Object> answer = run(contestant, workload, plan.warmUpMillis());
            if (answer == null) {
                return;
            }
            double cost = Sample.of(answer).cpuMicrosPerOp();
            steady = cost > STEADY * least ? steady + 1 : 0;
            least = cost > 0 ? Math.min(cost, least) : least;
        }
    }

    private void round(int round) throws InterruptedException {
        for (Workload workload : plan.workloads()) {
            List<Contestant> order = new ArrayList<>(running.keySet());
            Collections.rotate(order, -round);
            for (Contestant contestant : order) {
                String what = "round " + (round + 1) + " of " + plan.rounds();
                progress.step(steps++, plan.steps(), what + ", " + workload.name() + ", " + contestant.name());
                Map<String, Object> answer = run(contestant, workload, plan.windowMillis());
                if (answer != null) {
                    samples.computeIfAbsent(workload.name(), name -> new HashMap<>())
                            .computeIfAbsent(contestant.name(), name -> new TreeMap<>())
                            .put(round, Sample.of(answer));
                }
            }
        }
    }

    private Map<String, Object> run(Contestant contestant, Workload workload, long windowMillis)
            throws InterruptedException {
        if (!running.containsKey(contestant) || plan.comparison().without(contestant, workload) != null) {
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
            out(contestant);
            return null;
        }
    }

    private void out(Contestant contestant) {
        synchronized (running) {
            running.remove(contestant).close();
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
            ask(contestant, Map.of("do", "quit"), plan.graceMillis());
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
