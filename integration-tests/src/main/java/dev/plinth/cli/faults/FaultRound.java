package dev.plinth.cli.faults;

import dev.plinth.servers.FaultProxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fault of one adapter: it happens to all contestants and their workloads at the same time, each on a connection of
 * its own.
 */
final class FaultRound {

    private static final Logger LOG = LoggerFactory.getLogger(FaultRound.class);

    private static final int WARM = 20;
    private static final int WORKS_AGAIN = 30;

    /** How long a round takes in which nothing happens, and no client is slow. */
    static final long LOAD_MILLIS = (WARM + WORKS_AGAIN) * Lane.PACE_NANOS / 1_000_000;

    private final Stage stage;
    private final Site site;
    private final TrialServer server;
    private final List<Contestant> contestants;
    private final long patienceMillis;
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final Set<FaultProxy> proxies = new LinkedHashSet<>();
    private String name = "";

    FaultRound(Stage stage, Site site, TrialServer server, List<Contestant> contestants, long patienceMillis) {
        this.stage = stage;
        this.site = site;
        this.server = server;
        this.contestants = contestants;
        this.patienceMillis = patienceMillis;
    }

    /** No fault: the clients are opened, work, and are closed. */
    void warmUp() throws InterruptedException {
        try {
            open("warm-up", contestants);
            await(lane -> lane.tally().confirmed() >= WARM);
            lanes.forEach(Lane::stop);
            for (Lane lane : lanes) { // with what the suite itself makes when it looks
                server.stored(lane.workload(), lane.place());
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.warn("{}: the warm-up was not finished", stage.name(), e); // if it lasts, the rounds will say so
        } finally {
            lanes.forEach(FaultRound::close);
        }
    }

    /**
     * Has the fault happen.
     *
     * @param name another one for each round with the same server
     * @param who takes part, out of all contestants
     */
    List<Cell> run(Fault fault, String name, List<Contestant> who) throws InterruptedException {
        try {
            Laps laps = new Laps();
            open(name, who);
            laps.end("opened");
            await(lane -> lane.tally().confirmed() >= WARM);
            laps.end("warm");
            lanes.forEach(lane -> lane.tally().faultBegins());
            fault.happen(new Fault.Network(List.copyOf(proxies), site));
            laps.end("fault");
            proxies.forEach(FaultProxy::heal);
            lanes.forEach(lane -> lane.tally().faultIsOver());
            await(lane -> lane.tally().confirmedAfter() >= WORKS_AGAIN);
            laps.end("works again");
            lanes.forEach(Lane::stop);
            await(lane -> lane.tally().waiting() == 0);
            laps.end("all ended");
            LOG.info("{}, fault {}, round {}: {}", stage.name(), fault.key(), name, laps);
            List<Cell> cells = new ArrayList<>();
            for (Workload workload : stage.trial().workloads()) {
                who.forEach(contestant -> cells.add(cell(fault, workload, contestant)));
            }
            return cells;
        } finally {
            lanes.forEach(FaultRound::close);
        }
    }

    private void open(String round, List<Contestant> who) {
        name = round;
        for (Contestant contestant : who) {
            if (contestant.notRun() == null) {
                FaultProxy proxy = site.proxy(contestants.indexOf(contestant));
                proxies.add(proxy);
                stage.trial().workloads().forEach(workload -> open(contestant, workload, proxy));
            }
        }
    }

    private void open(Contestant contestant, Workload workload, FaultProxy proxy) {
        String place = place(contestant, workload);
        try {
            server.prepare(workload, place);
            Subject subject = contestant.runtime() == null
                    ? server.stock(workload, proxy, place)
                    : server.plinth(workload, contestant.runtime(), proxy, place);
            lanes.add(new Lane(contestant, workload, place, subject));
        } catch (Exception e) {
            problems.put(place, "could not be opened: " + Tally.line(e));
        }
    }

    /** A name that all these servers allow. */
    private String place(Contestant contestant, Workload workload) {
        return "plinth-faults-" + name + "-" + workload.key() + "-" + contestant.name();
    }

    private void await(Predicate<Lane> done) throws InterruptedException {
        long end = System.nanoTime() + patienceMillis * 1_000_000;
        while (!lanes.stream().allMatch(done) && System.nanoTime() < end) {
            Thread.sleep(10);
        }
    }

    private Cell cell(Fault fault, Workload workload, Contestant contestant) {
        Lane lane = lanes.stream()
                .filter(one -> one.is(contestant, workload))
                .findFirst()
                .orElse(null);
        if (lane == null) {
            String problem = problems.get(place(contestant, workload));
            return contestant.notRun() == null
                    ? Cell.without(stage, workload, contestant, fault, problem, true)
                    : Cell.without(stage, workload, contestant, fault, contestant.notRun(), contestant.failed());
        }
        try {
            Counts counts = lane.tally().audit(server.stored(workload, lane.place()), workload.unanswered());
            boolean worksAgain = lane.tally().confirmedAfter() >= WORKS_AGAIN;
            return new Cell(
                    stage.adapter(),
                    stage.server(),
                    workload,
                    contestant,
                    fault,
                    counts,
                    null,
                    false,
                    worksAgain,
                    List.of());
        } catch (Exception e) {
            String problem = "what the server has could not be read: " + Tally.line(e);
            return Cell.without(stage, workload, contestant, fault, problem, true);
        }
    }

    private static void close(Lane lane) {
        try {
            lane.close();
        } catch (RuntimeException e) {
            // Its counts are taken; what it may have left open is looked for next.
        }
    }
}
