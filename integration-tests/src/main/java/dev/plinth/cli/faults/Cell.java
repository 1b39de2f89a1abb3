package dev.plinth.cli.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * One contestant's way through one fault.
 *
 * @param server what tells its server from others of the kind in this run, such as an image; null if it is the only one
 * @param workload what its clients did
 * @param contestant who
 * @param counts what was counted, or null if it did not run
 * @param problem why it did not run, or could not be finished; or null
 * @param failed whether it should have run
 * @param worksAgain whether operations were confirmed again in time, once the fault was over
 * @param leaked what the process still held after the client was closed, such as {@code 2 descriptors (2 x socket)}
 */
public record Cell(
        String adapter,
        String server,
        Workload workload,
        Contestant contestant,
        Fault fault,
        Counts counts,
        String problem,
        boolean failed,
        boolean worksAgain,
        List<String> leaked) {

    /** The client as users have it without Plinth. It is shown, not judged: it has promised us nothing. */
    public static final String STOCK = "stock";

    /** One that has no counts. */
    static Cell without(
            Stage stage, Workload workload, Contestant contestant, Fault fault, String problem, boolean failed) {
        return new Cell(
                stage.adapter(), stage.server(), workload, contestant, fault, null, problem, failed, false, List.of());
    }

    /** The same with what it left behind. */
    Cell leaking(List<String> what) {
        return new Cell(adapter, server, workload, contestant, fault, counts, problem, failed, worksAgain, what);
    }

    /** {@code redis push on netty-epoll, fault cut}; with the server, where there are several. */
    public String name() {
        return adapter + " " + workload.key() + (isPlinth() ? " on " : ", ") + who()
                + (server == null ? "" : ", " + server) + ", fault " + fault.key();
    }

    /** A backend's name, or {@link #STOCK}. */
    public String who() {
        return contestant.name();
    }

    /** What carried the bytes. */
    public String transport() {
        return contestant.transport();
    }

    /** What its clients did, as {@code --json} names it. */
    public String workloadKey() {
        return workload.key();
    }

    /** Whether Plinth carried it. */
    public boolean isPlinth() {
        return !who().equals(STOCK);
    }

    /** What is not as promised, in words; for the stock client what Plinth would have promised. */
    public List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (counts != null) {
            for (Count count : Count.values()) {
                if (fault.mustBeZero(workload).contains(count) && counts.of(count) > 0) {
                    broken.add(counts.of(count) + " " + count.key());
                }
            }
            if (!worksAgain) {
                broken.add("did not work again");
            }
        }
        leaked.forEach(what -> broken.add("leaked: " + what));
        return broken;
    }

    /** Whether the suite fails because of it. */
    public boolean isBad() {
        return failed || isPlinth() && !broken().isEmpty();
    }
}
