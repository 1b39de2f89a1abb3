package dev.plinth.backend.uring;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list of CPUs as the kernel writes it: {@code 0,2,5-7}. */
final class CpuList {

    /** The most that Linux can be built for. */
    static final int MAX_CPUS = 8192;

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    private CpuList() {}

    /**
     * The CPUs in the order in which they are listed; none if {@code list} is blank.
     *
     * @throws IllegalArgumentException if it is no such list
     */
    static List<Integer> inOrder(String list) {
        List<Integer> cpus = new ArrayList<>();
        if (list.isBlank()) {
            return cpus;
        }
        for (String range : list.split(",", -1)) {
            Matcher ends = RANGE.matcher(range.trim());
            int first = ends.matches() ? Integer.parseInt(ends.group(1)) : MAX_CPUS;
            int last = first == MAX_CPUS || ends.group(2) == null ? first : Integer.parseInt(ends.group(2));
            if (last >= MAX_CPUS || last < first) {
                throw new IllegalArgumentException(
                        "'" + list.trim() + "' is no list of CPUs (0 to " + (MAX_CPUS - 1) + ") such as 0,2,5-7");
            }
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    /** The same as a set. */
    static BitSet parse(String list) {
        return of(inOrder(list));
    }

    static BitSet of(List<Integer> cpus) {
        BitSet set = new BitSet();
        cpus.forEach(set::set);
        return set;
    }

    /** The shortest such list, "none" if there are no CPUs. */
    static String text(BitSet cpus) {
        StringBuilder text = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int end = cpus.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                text.append('-').append(end - 1);
            }
            first = cpus.nextSetBit(end);
        }
        return text.isEmpty() ? "none" : text.toString();
    }
}
