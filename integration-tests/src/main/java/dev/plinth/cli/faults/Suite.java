package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.compare.Selection;
import dev.plinth.kafka.KafkaConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All adapters asked for, on all backends asked for, through all faults asked for. */
public final class Suite {

    /** How long it may take until it works again, and until what waits has ended: brokers are slow to start. */
    private static final long PATIENCE_MILLIS = 40_000;

    private final List<Trial> trials;
    private final List<Fault> faults;
    private final List<BackendStatus> backends;
    private final boolean backendsNamed;
    private final long patienceMillis;
    private final Map<String, String> servers = new LinkedHashMap<>();
    private volatile TrialServer running;

    Suite(
            List<Trial> trials,
            List<Fault> faults,
            List<BackendStatus> backends,
            boolean backendsNamed,
            long patienceMillis) {
        this.trials = trials;
        this.faults = faults;
        this.backends = backends;
        this.backendsNamed = backendsNamed;
        this.patienceMillis = patienceMillis;
    }

    /**
     * By names; an empty list means all.
     *
     * @param wrong makes the exception for an unknown name
     */
    public static Suite of(
            List<String> adapters,
            List<String> faults,
            List<String> backends,
            Function<String, ? extends RuntimeException> wrong) {
        List<BackendStatus> all = BackendSelector.onClasspath().diagnose(config().build());
        return new Suite(
                Selection.of("adapter", trials(), Trial::adapter, adapters, wrong),
                Selection.of("fault", List.of(Fault.values()), Fault::key, faults, wrong),
                Selection.of("backend", all, BackendStatus::name, backends, wrong),
                !backends.isEmpty(),
                PATIENCE_MILLIS);
    }

    static List<Trial> trials() {
        return List.of(new RedisTrial(), new DbTrial(), new NatsTrial(), new KafkaTrial());
    }

    /** One core, and never kafka-clients' own transport by accident. */
    private static RuntimeConfig.Builder config() {
        return RuntimeConfig.builder().cores(1).set(KafkaConfig.TRANSPORT, "plinth");
    }

    /** Runs it all. */
    public FaultsReport run(Progress progress) throws InterruptedException {
        List<Contestant> contestants = contestants();
        List<Cell> cells = new ArrayList<>();
        try {
            for (Trial trial : trials) {
                run(trial, contestants, cells, progress);
            }
        } finally {
            contestants.stream()
                    .filter(contestant -> contestant.runtime() != null)
                    .forEach(contestant -> contestant.runtime().close());
        }
        return new FaultsReport(trials, faults, servers, cells);
    }

    private void run(Trial trial, List<Contestant> contestants, List<Cell> cells, Progress progress)
            throws InterruptedException {
        int rounds = trials.size() * faults.size();
        progress.step(cells.size() / contestants.size(), rounds, trial.adapter() + ": starting a server");
        try (TrialServer server = trial.start(contestants.size())) {
            running = server;
            servers.put(trial.adapter(), server.description());
            for (Fault fault : faults) {
                progress.step(cells.size() / contestants.size(), rounds, trial.adapter() + ", fault " + fault.key());
                cells.addAll(new Round(trial, server, contestants, fault, patienceMillis).run());
            }
        } catch (IOException | RuntimeException e) {
            servers.putIfAbsent(trial.adapter(), "none");
            String problem = "the server: " + Tally.line(e);
            for (Fault fault : faults) {
                if (cells.stream()
                        .noneMatch(
                                cell -> cell.fault() == fault && cell.adapter().equals(trial.adapter()))) {
                    contestants.forEach(contestant ->
                            cells.add(new Cell(trial.adapter(), contestant.name(), fault, null, problem, true, false)));
                }
            }
        } finally {
            running = null;
        }
    }

    private List<Contestant> contestants() {
        List<Contestant> contestants = new ArrayList<>(List.of(Contestant.stock()));
        for (BackendStatus status : backends) {
            contestants.add(contestant(status));
        }
        return contestants;
    }

    private Contestant contestant(BackendStatus status) {
        if (status.state() != BackendStatus.State.AVAILABLE) {
            String why = status.reason() + (status.remedy().isEmpty() ? "" : "; " + status.remedy());
            return new Contestant(status.name(), null, why, backendsNamed);
        }
        try {
            return Contestant.on(
                    AsyncRuntime.create(config().backend(status.name()).build()));
        } catch (PlinthException e) {
            return new Contestant(status.name(), null, e.getMessage(), true);
        }
    }

    /** Stops the server that runs now: for the end of the JVM in the middle of it. */
    public void abort() {
        TrialServer server = running;
        if (server != null) {
            server.close();
        }
    }
}
