package dev.plinth.cli.load;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Puts a load on a client's connections for a while and measures what came of it. */
final class Run {

    /** With many in flight on one thread the latency of one command in 16 is taken. */
    private static final int SAMPLE_MASK = 15;

    /** With so few in flight, of every one. */
    private static final int FEW = 8;

    /** Up to so many connections have latencies of their own. */
    private static final int MANY = 64;

    private static final int DRAIN_SECONDS = 5;

    private final List<Line> lines;
    private final Load load;
    private final Phase phase;
    private final Supplier<Map<String, Long>> counts;
    private final List<Lane> lanes = new ArrayList<>();

    /** @param counts what the client counts, since it was opened */
    Run(List<Line> lines, Load load, Supplier<Map<String, Long>> counts) {
        this.counts = counts;
        this.lines = load.allConnections() ? lines : lines.subList(0, 1);
        this.load = load;
        this.phase = new Phase(load.totalInFlight());
    }

    Map<String, Object> measure(long rampMillis, long windowMillis) throws InterruptedException {
        ExecutorService threads = load.blocking() ? startCallers() : load.open() ? startPaced() : startChains();
        try {
            Thread.sleep(rampMillis);
            Meter meter = Meter.start(counts);
            long startCount = count();
            long start = System.nanoTime();
            phase.measure();
            Thread.sleep(windowMillis);
            long count = count() - startCount;
            long nanos = System.nanoTime() - start;
            Map<String, Object> process = meter.read();
            phase.stop();
            long stuck = phase.awaitEnd(DRAIN_SECONDS);
            if (stuck > 0) {
                throw new IllegalStateException(stuck + " of " + load.totalInFlight() + " commands had no reply "
                        + DRAIN_SECONDS + " s after the end of the run");
            }
            return result(count, nanos, process);
        } finally {
            phase.stop();
            if (threads != null) {
                threads.shutdownNow();
            }
        }
    }

    /** One for each connection. */
    private void addLanes() {
        Histogram shared = lines.size() > MANY ? Lane.shared() : null;
        for (int i = 0; i < lines.size(); i++) {
            lanes.add(shared == null ? new Lane(phase) : new Lane(phase, shared));
        }
    }

    private ExecutorService startChains() {
        int total = load.totalInFlight();
        int mask = total > FEW ? SAMPLE_MASK : 0;
        addLanes();
        for (int i = 0; i < total; i++) {
            Line line = lines.get(i % lines.size());
            Chain chain = new Chain(line, load.operation(), lanes.get(i % lines.size()), phase, i, mask);
            line.execute(chain::next);
        }
        return null;
    }

    private ExecutorService startPaced() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "pace");
            thread.setDaemon(true);
            return thread;
        });
        int total = load.totalInFlight();
        long start = System.nanoTime();
        addLanes();
        for (int i = 0; i < total; i++) {
            Line line = lines.get(i % lines.size());
            Schedule schedule = new Schedule(start, load.rate(), i, total);
            Lane lane = lanes.get(i % lines.size());
            PacedChain chain = new PacedChain(line, load.operation(), lane, phase, i, schedule, timer);
            line.execute(chain::next);
        }
        return timer;
    }

    private ExecutorService startCallers() {
        ExecutorService threads = Callers.threads(load.callers());
        long start = System.nanoTime();
        for (int i = 0; i < load.callers(); i++) {
            Lane lane = new Lane(phase);
            lanes.add(lane);
            Line.Caller caller = lines.get(i % lines.size()).caller(load.operation());
            int first = i;
            if (load.open()) {
                Schedule schedule = new Schedule(start, load.rate(), i, load.callers());
                threads.execute(() -> Callers.run(caller, lane, phase, first, schedule));
            } else {
                threads.execute(() -> Callers.run(caller, lane, phase, first));
            }
        }
        return threads;
    }

    private long count() {
        long sum = 0;
        for (Lane lane : lanes) {
            sum += lane.count();
        }
        return sum;
    }

    private Map<String, Object> result(long count, long nanos, Map<String, Object> process) {
        Histogram all = new Histogram(2);
        Set<Histogram> each = Collections.newSetFromMap(new IdentityHashMap<>()); // some may be shared
        lanes.forEach(lane -> each.add(lane.latencies()));
        each.forEach(all::add);
        Map<String, Object> result = new LinkedHashMap<>(process);
        result.put("count", count);
        result.put("nanos", nanos);
        result.put("p50Nanos", all.getValueAtPercentile(50));
        result.put("p90Nanos", all.getValueAtPercentile(90));
        result.put("p99Nanos", all.getValueAtPercentile(99));
        result.put("p999Nanos", all.getValueAtPercentile(99.9));
        result.put("latencies", encoded(all));
        result.put("connections", lines.size());
        result.put("errors", phase.errors());
        if (phase.firstError() != null) {
            result.put("firstError", phase.firstError());
        }
        return result;
    }

    private static String encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }
}
