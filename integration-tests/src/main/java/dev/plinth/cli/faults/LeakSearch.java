package dev.plinth.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of an adapter's faults, and after each a look at what is left in the process. Where something is, the round
 * is repeated, since what is not left again was made once for all, such as a timer that the process shares. What is left
 * again is looked for with each contestant by himself, which tells whose it is.
 */
final class LeakSearch {

    private static final Logger LOG = LoggerFactory.getLogger(LeakSearch.class);

    private static final long MOST_SETTLE_MILLIS = 5_000;

    private final Stage stage;
    private final Site site;
    private final TrialServer server;
    private final List<Contestant> contestants;
    private final long patienceMillis;

    LeakSearch(Stage stage, Site site, TrialServer server, List<Contestant> contestants, long patienceMillis) {
        this.stage = stage;
        this.site = site;
        this.server = server;
        this.contestants = contestants;
        this.patienceMillis = patienceMillis;
    }

    /** What clients make but once in a process is made now, so that no later round is said to have left it. */
    void warmUp() throws InterruptedException {
        round().warmUp();
    }

    /** All cells of a fault. {@code again} is told of each further round: who takes part in it. */
    List<Cell> run(Fault fault, Consumer<String> again) throws InterruptedException {
        Remains remains = watch();
        List<Cell> cells = round().run(fault, fault.key(), contestants);
        List<String> suspected = remains.left();
        if (suspected.isEmpty()) {
            return cells;
        }
        LOG.info("{}, fault {}: left behind, and looked for again: {}", stage.name(), fault.key(), suspected);
        again.accept("all");
        if (leftBy(contestants, fault, "again").isEmpty()) {
            return cells;
        }
        List<Cell> judged = new ArrayList<>(cells);
        for (Contestant contestant : contestants) {
            if (contestant.notRun() == null) {
                again.accept(contestant.name());
                List<String> left = leftBy(List.of(contestant), fault, "alone");
                judged.replaceAll(
                        cell -> cell.contestant().equals(contestant) && !left.isEmpty() ? cell.leaking(left) : cell);
            }
        }
        return judged;
    }

    private List<String> leftBy(List<Contestant> who, Fault fault, String round) throws InterruptedException {
        Remains remains = watch();
        round().run(fault, fault.key() + "-" + round, who);
        return remains.left();
    }

    private Remains watch() {
        return Remains.watch(site.proxies(), Math.min(MOST_SETTLE_MILLIS, patienceMillis));
    }

    private FaultRound round() {
        return new FaultRound(stage, site, server, contestants, patienceMillis);
    }
}
