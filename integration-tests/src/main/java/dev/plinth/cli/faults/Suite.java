package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.compare.Selection;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import dev.plinth.kafka.KafkaConfig;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Map<Stage, String> descriptions = new HashMap<>();
    private volatile Site running;

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

    /** The servers that it needs. */
    public List<ServerKind> serverKinds() {
        return trials.stream().map(Trial::server).toList();
    }

    /** How long it is likely to take on an idle machine, if no leak is suspected. */
    public long expectedMillis(Servers servers) {
        long backendsThatRun = backends.stream()
                .filter(status -> status.state() == BackendStatus.State.AVAILABLE)
                .count();
        return expected((int) backendsThatRun + 1).millis(Stage.of(trials, servers));
    }

    private Expected expected(int contestants) {
        return new Expected(faults, contestants, patienceMillis);
    }

    /** Runs it all. */
    public FaultsReport run(Servers servers, Progress progress) throws InterruptedException {
        List<Contestant> contestants = contestants();
        List<Cell> cells = new ArrayList<>();
        List<Stage> stages = Stage.of(trials, servers);
        int running =
                (int) contestants.stream().filter(one -> one.notRun() == null).count();
        Schedule schedule = new Schedule(progress, stages, expected(running));
        try {
            for (Stage stage : stages) {
                List<Cell> own = new ArrayList<>();
                run(stage, contestants, own, schedule);
                cells.addAll(own);
            }
        } finally {
            contestants.stream()
                    .filter(contestant -> contestant.runtime() != null)
                    .forEach(contestant -> contestant.runtime().close());
        }
        return new FaultsReport(stages, faults, descriptions, cells);
    }

    private void run(Stage stage, List<Contestant> contestants, List<Cell> cells, Schedule schedule)
            throws InterruptedException {
        schedule.begins(stage);
        try (Site site = new Site(stage.servers(), stage.trial().server(), contestants.size())) {
            running = site;
            try (TrialServer server = stage.trial().on(site)) {
                descriptions.put(stage, server.version() + ", " + site.origin());
                LeakSearch search = new LeakSearch(stage, site, server, contestants, patienceMillis);
                schedule.warmsUp(stage);
                search.warmUp();
                for (Fault fault : faults) {
                    schedule.round(stage, fault);
                    cells.addAll(search.run(fault, who -> schedule.furtherRound(stage, fault, who)));
                }
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            descriptions.putIfAbsent(stage, "none");
            failed(stage, contestants, cells, "the server: " + Tally.line(e));
        } finally {
            running = null;
        }
    }

    /** What was not run. */
    private void failed(Stage stage, List<Contestant> contestants, List<Cell> cells, String problem) {
        for (Fault fault : faults) {
            if (cells.stream().noneMatch(cell -> cell.fault() == fault)) {
                stage.trial()
                        .workloads()
                        .forEach(workload -> contestants.forEach(contestant ->
                                cells.add(Cell.without(stage, workload, contestant, fault, problem, true))));
            }
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
            return Contestant.without(status.name(), why, backendsNamed);
        }
        try {
            return Contestant.on(
                    AsyncRuntime.create(config().backend(status.name()).build()));
        } catch (PlinthException e) {
            return Contestant.without(status.name(), e.getMessage(), true);
        }
    }

    /** Stops the server that runs now: for the end of the JVM in the middle of it. */
    public void abort() {
        Site site = running;
        if (site != null) {
            site.close();
        }
    }
}
