package dev.plinth.cli.faults;

import dev.plinth.servers.FaultProxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One fault of one adapter: it happens to all contestants at the same time, each on a connection of its own. */
final class Round {

    private static final int WARM = 20;
    private static final int WORKS_AGAIN = 30;

    private final Trial trial;
    private final TrialServer server;
    private final List<Contestant> contestants;
    private final Fault fault;
    private final long patienceMillis;
    private final Map<Contestant, String> problems = new LinkedHashMap<>();

    Round(Trial trial, TrialServer server, List<Contestant> contestants, Fault fault, long patienceMillis) {
        this.trial = trial;
        this.server = server;
        this.contestants = contestants;
        this.fault = fault;
        this.patienceMillis = patienceMillis;
    }

    List<Cell> run() throws InterruptedException {
        List<Lane> lanes = new ArrayList<>();
        List<FaultProxy> proxies = new ArrayList<>();
        try {
            for (int i = 0; i < contestants.size(); i++) {
                if (contestants.get(i).notRun() == null) {
                    open(contestants.get(i), server.proxy(i), lanes, proxies);
                }
            }
            await(lanes, lane -> lane.tally().confirmed() >= WARM);
            lanes.forEach(lane -> lane.tally().faultBegins());
            fault.happen(new Fault.Network(proxies, server::restart));
            proxies.forEach(FaultProxy::heal);
            lanes.forEach(lane -> lane.tally().faultIsOver());
            await(lanes, lane -> lane.tally().confirmedAfter() >= WORKS_AGAIN);
            lanes.forEach(Lane::stop);
            await(lanes, lane -> lane.tally().waiting() == 0);
            return contestants.stream()
                    .map(contestant -> cell(contestant, lanes))
                    .toList();
        } finally {
            lanes.forEach(Round::close);
        }
    }

    private void open(Contestant contestant, FaultProxy proxy, List<Lane> lanes, List<FaultProxy> proxies) {
        String place = place(contestant);
        try {
            server.prepare(place);
            Subject subject = contestant.runtime() == null
                    ? server.stock(proxy, place)
                    : server.plinth(contestant.runtime(), proxy, place);
            lanes.add(new Lane(contestant, subject, place));
            proxies.add(proxy);
        } catch (Exception e) {
            problems.put(contestant, "could not be opened: " + Tally.line(e));
        }
    }

    /** A name that all these servers allow. */
    private String place(Contestant contestant) {
        return "plinth-faults-" + fault.key() + "-" + contestant.name();
    }

    private void await(List<Lane> lanes, Predicate<Lane> done) throws InterruptedException {
        long end = System.nanoTime() + patienceMillis * 1_000_000;
        while (!lanes.stream().allMatch(done) && System.nanoTime() < end) {
            Thread.sleep(10);
        }
    }

    private Cell cell(Contestant contestant, List<Lane> lanes) {
        Lane lane = lanes.stream()
                .filter(one -> one.contestant().equals(contestant))
                .findFirst()
                .orElse(null);
        if (lane == null) {
            return contestant.notRun() == null
                    ? without(contestant, problems.get(contestant), true)
                    : without(contestant, contestant.notRun(), contestant.failed());
        }
        try {
            Counts counts = lane.tally().audit(server.stored(place(contestant)));
            boolean worksAgain = lane.tally().confirmedAfter() >= WORKS_AGAIN;
            return new Cell(trial.adapter(), contestant.name(), fault, counts, null, false, worksAgain);
        } catch (Exception e) {
            return without(contestant, "what the server has could not be read: " + Tally.line(e), true);
        }
    }

    private Cell without(Contestant contestant, String problem, boolean failed) {
        return new Cell(trial.adapter(), contestant.name(), fault, null, problem, failed, false);
    }

    private static void close(Lane lane) {
        try {
            lane.close();
        } catch (RuntimeException e) {
            // Its counts are taken; what is left of a client that cannot be closed ends with this program.
        }
    }
}
