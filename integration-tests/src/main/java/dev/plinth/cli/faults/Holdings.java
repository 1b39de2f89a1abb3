package dev.plinth.cli.faults;

import dev.plinth.cli.machine.Buffers;
import dev.plinth.cli.machine.Footprint;
import dev.plinth.servers.FaultProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What clients may leave behind in this process: descriptors, threads, and memory outside the heap.
 *
 * @param descriptors by kind, those of the proxies left out
 * @param threads by name, those of the proxies left out, and those of pools that the JVM or a runtime has and fills as it
 *     needs them
 * @param buffers Netty's that were not released
 * @param directBytes memory outside the heap
 */
record Holdings(Map<String, Long> descriptors, Map<String, Long> threads, long buffers, long directBytes) {

    private static final int SOCKETS_A_CONNECTION = 2;
    private static final Pattern OTHERS = Pattern.compile(
            "fault-proxy-.*|faults-.*|process reaper.*|boundedElastic-.*"
                    + "|ForkJoinPool.*|CompletableFutureDelayScheduler|globalEventExecutor-.*|VirtualThread-.*|Cleaner-.*"
                    + "|idle-connection-.*|docker-java-.*|testcontainers-.*|Attach Listener|kafka-broker-.*|postgres:.*|plinth-.*-blocking.*");
    /** Classes, and what the processes of embedded servers print. */
    private static final Pattern NO_CLIENTS = Pattern.compile(".*\\.(jar|class)|.*/modules|pipe");

    private static final String SOCKET = "socket";

    /** Now. */
    static Holdings now(List<FaultProxy> proxies) {
        Footprint footprint = Footprint.now();
        Map<String, Long> descriptors = new TreeMap<>(footprint.descriptors());
        descriptors.keySet().removeIf(kind -> NO_CLIENTS.matcher(kind).matches());
        long theirs = proxies.stream().mapToLong(FaultProxy::open).sum() * SOCKETS_A_CONNECTION;
        descriptors.computeIfPresent(SOCKET, (kind, count) -> count - theirs);
        Map<String, Long> threads = new TreeMap<>(footprint.threads());
        threads.keySet().removeIf(name -> OTHERS.matcher(name).matches());
        return new Holdings(descriptors, threads, Buffers.inUse(), footprint.directBytes());
    }

    /** What {@code later} has more of, in words; empty if nothing. */
    List<String> more(Holdings later) {
        List<String> more = new ArrayList<>();
        add(more, "descriptor", descriptors, later.descriptors);
        add(more, "thread", threads, later.threads);
        if (later.buffers > buffers) {
            more.add(counted(later.buffers - buffers, "buffer of Netty's", "buffers of Netty's"));
        }
        if (Footprint.isMore(directBytes, later.directBytes)) {
            more.add((later.directBytes - directBytes >> 20) + " MiB of direct memory");
        }
        return more;
    }

    private static void add(List<String> more, String what, Map<String, Long> before, Map<String, Long> after) {
        long count = after.entrySet().stream()
                .mapToLong(kind -> Math.max(0, kind.getValue() - before.getOrDefault(kind.getKey(), 0L)))
                .sum();
        if (count > 0) {
            more.add(counted(count, what, what + "s") + " (" + Footprint.more(before, after) + ")");
        }
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
