package dev.plinth.cli.faults;

import dev.plinth.servers.FaultProxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One fault of one adapter: it happens to all contestants and their workloads at the same time, each on a connection of
 * its own.
 */
final class Round {

    private static final int WARM = 20;
    private static final int WORKS_AGAIN = 30;

    private final Trial trial;
    private final Site site;
    private final TrialServer server;
    private final List<Contestant> contestants;
    private final long patienceMillis;
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final Set<FaultProxy> proxies = new LinkedHashSet<>();
    private String name = "";

    Round(Trial trial, Site site, TrialServer server, List<Contestant> contestants, long patienceMillis) {
        this.trial = trial;
        this.site = site;
        this.server = server;
        this.contestants = contestants;
        this.patienceMillis = patienceMillis;
    }

    /** What clients make but once in a process is made now, so that no later round is said to have left it. */
    void warmUp() throws InterruptedException {
        try {
            open("warm-up", contestants);
            await(lane -> lane.tally().confirmed() >= WARM);
            lanes.forEach(Lane::stop);
        } finally {
            lanes.forEach(Round::close);
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
            open(name, who);
            await(lane -> lane.tally().confirmed() >= WARM);
            lanes.forEach(lane -> lane.tally().faultBegins());
            fault.happen(new Fault.Network(List.copyOf(proxies), site));
            proxies.forEach(FaultProxy::heal);
            lanes.forEach(lane -> lane.tally().faultIsOver());
            await(lane -> lane.tally().confirmedAfter() >= WORKS_AGAIN);
            lanes.forEach(Lane::stop);
            await(lane -> lane.tally().waiting() == 0);
            List<Cell> cells = new ArrayList<>();
            for (Workload workload : trial.workloads()) {
                who.forEach(contestant -> cells.add(cell(fault, workload, contestant)));
            }
            return cells;
        } finally {
            lanes.forEach(Round::close);
        }
    }

    private void open(String round, List<Contestant> who) {
        name = round;
        for (Contestant contestant : who) {
            if (contestant.notRun() == null) {
                FaultProxy proxy = site.proxy(contestants.indexOf(contestant));
                proxies.add(proxy);
                trial.workloads().forEach(workload -> open(contestant, workload, proxy));
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
        String adapter = trial.adapter();
        Lane lane = lanes.stream()
                .filter(one -> one.is(contestant, workload))
                .findFirst()
                .orElse(null);
        if (lane == null) {
            String problem = problems.get(place(contestant, workload));
            return contestant.notRun() == null
                    ? Cell.without(adapter, workload, contestant, fault, problem, true)
                    : Cell.without(adapter, workload, contestant, fault, contestant.notRun(), contestant.failed());
        }
        try {
            Counts counts = lane.tally().audit(server.stored(workload, lane.place()), workload.unanswered());
            boolean worksAgain = lane.tally().confirmedAfter() >= WORKS_AGAIN;
            return new Cell(adapter, workload, contestant, fault, counts, null, false, worksAgain, List.of());
        } catch (Exception e) {
            String problem = "what the server has could not be read: " + Tally.line(e);
            return Cell.without(adapter, workload, contestant, fault, problem, true);
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
