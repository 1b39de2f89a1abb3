package dev.plinth.cli.soak;

import dev.plinth.cli.machine.Footprint;
import dev.plinth.cli.report.TextTable;
import java.util.Collection;
import java.util.Locale;

/** What a soak has done, and what is left of it. */
public final class SoakResult {

    private final Footprint before;
    private final Footprint most;
    private final Footprint after;
    private final Counts counts;
    private final Collection<String> leaks;

    SoakResult(Footprint before, Footprint most, Footprint after, Counts counts, Collection<String> leaks) {
        this.before = before;
        this.most = most;
        this.after = after;
        this.counts = counts;
        this.leaks = leaks;
    }

    /** Whether nothing is left, and nothing went wrong. */
    public boolean passed() {
        return before.covers(after) && leaks.isEmpty() && counts.failures() == 0;
    }

    /** The tables. */
    public String render() {
        TextTable done = new TextTable("done", ">times");
        for (Counts.What what : Counts.What.values()) {
            done.add(what.text(), number(counts.of(what)));
        }
        done.add("failures", number(counts.failures()));
        TextTable held = new TextTable("held", ">before", ">most", ">after", "");
        held.add(
                "descriptors",
                number(before.descriptorCount()),
                number(most.descriptorCount()),
                number(after.descriptorCount()),
                verdict(Footprint.more(before.descriptors(), after.descriptors())));
        held.add(
                "threads",
                number(before.threadCount()),
                number(most.threadCount()),
                number(after.threadCount()),
                verdict(Footprint.more(before.threads(), after.threads())));
        held.add(bytes("pooled buffers, KiB", before.pooledBytes(), most.pooledBytes(), after.pooledBytes()));
        held.add(bytes("direct memory, KiB", before.directBytes(), most.directBytes(), after.directBytes()));
        held.add("buffers lost", "0", "", number(leaks.size()), verdict(leaks.isEmpty() ? "" : "see below"));
        StringBuilder text = new StringBuilder(done.render("  "))
                .append('\n')
                .append(held.render("  "))
                .append('\n');
        counts.firstFailures()
                .forEach(failure -> text.append("failed: ").append(failure).append('\n'));
        leaks.forEach(leak -> text.append("lost: ").append(leak).append('\n'));
        return text.append(passed() ? "Nothing is left." : "FAILED: see above.")
                .append('\n')
                .toString();
    }

    private static String[] bytes(String what, long before, long most, long after) {
        return new String[] {
            what,
            number(before >> 10),
            number(most >> 10),
            number(after >> 10),
            verdict(Footprint.isMore(before, after) ? number(after - before) + " bytes" : "")
        };
    }

    private static String verdict(String more) {
        return more.isEmpty() ? "ok" : "MORE: " + more;
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
