package dev.plinth.cli.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * One contestant's way through one fault.
 *
 * @param contestant a backend's name, or {@link #STOCK}
 * @param counts what was counted, or null if it did not run
 * @param problem why it did not run, or could not be finished; or null
 * @param failed whether it should have run
 * @param worksAgain whether operations were confirmed again in time, once the fault was over
 */
public record Cell(
        String adapter,
        String contestant,
        Fault fault,
        Counts counts,
        String problem,
        boolean failed,
        boolean worksAgain) {

    /** The client as users have it without Plinth. It is shown, not judged: it has promised us nothing. */
    public static final String STOCK = "stock";

    /** {@code redis on netty-epoll, fault cut}. */
    public String name() {
        return adapter + (isPlinth() ? " on " : ", ") + contestant + ", fault " + fault.key();
    }

    /** Whether Plinth carried it. */
    public boolean isPlinth() {
        return !contestant.equals(STOCK);
    }

    /** What is not as promised, in words; for the stock client what Plinth would have promised. */
    public List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (counts != null) {
            for (Count count : Count.values()) {
                if (fault.mustBeZero().contains(count) && counts.of(count) > 0) {
                    broken.add(counts.of(count) + " " + count.key());
                }
            }
            if (!worksAgain) {
                broken.add("did not work again");
            }
        }
        return broken;
    }

    /** Whether the suite fails because of it. */
    public boolean isBad() {
        return failed || isPlinth() && !broken().isEmpty();
    }
}
