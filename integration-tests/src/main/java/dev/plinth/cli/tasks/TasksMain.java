package dev.plinth.cli.tasks;

import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.load.CommandLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The main class of a participant's JVM: it makes the workers that its arguments name (a kind and how
 * many), and takes the commands {@code open}, {@code spawn}, {@code roundTrip}, {@code
 * load}, {@code counts}, {@code unload}.
 */
public final class TasksMain implements CommandLoop.Commands {

    static final String FORK_JOIN = "forkjoin";
    static final String THREADS = "threads";
    static final String VIRTUAL_THREADS = "virtualthreads";
    static final String DEFAULT_LOOP = "netty-defaulteventloop";
    static final String EPOLL_LOOP = "netty-epoll";
    static final String NOTHING = "nothing";

    private final String kind;
    private final int count;
    private Workers workers;
    private int port;
    private FullLoad load;

    private TasksMain(String kind, int count) {
        this.kind = kind;
        this.count = count;
    }

    /** The arguments: a Plinth backend as {@code plinth/NAME}, or one of the kinds above; how many workers. */
    public static void main(String[] args) {
        CommandLoop.serve(() -> new TasksMain(args[0], Integer.parseInt(args[1])));
    }

    private Workers start() {
        return switch (kind) {
            case FORK_JOIN -> PoolWorkers.forkJoin();
            case THREADS -> PoolWorkers.threads(count);
            case VIRTUAL_THREADS -> PoolWorkers.virtualThreads();
            case DEFAULT_LOOP -> NettyWorkers.withoutIo();
            case EPOLL_LOOP -> NettyWorkers.epoll(count);
            case NOTHING -> null;
            default -> new PlinthWorkers(kind.substring(kind.indexOf('/') + 1), count);
        };
    }

    @Override
    public Map<String, Object> answer(Map<String, Object> command) throws Exception {
        Map<String, Object> answer = new LinkedHashMap<>();
        switch (String.valueOf(command.get("do"))) {
            case "open" -> {
                workers = start();
                answer.put("facts", workers == null ? Map.of(Reading.TRANSPORT, "-") : workers.facts());
            }
            case "spawn" -> {
                int tasks = number(command, "count");
                System.gc(); // what the one before left behind is not this one's cost
                long nanos = Boolean.TRUE.equals(command.get("sameCore"))
                        ? Spawning.fromTheSameCore(workers, tasks)
                        : Spawning.fromAnotherThread(workers, tasks);
                answer.put("nanosPerTask", (double) nanos / tasks);
            }
            case "roundTrip" -> {
                Histogram nanos = RoundTrips.run(workers, number(command, "millis"));
                answer.put("p50Nanos", nanos.getValueAtPercentile(50));
                answer.put("p99Nanos", nanos.getValueAtPercentile(99));
            }
            case "load" -> {
                if (load == null) {
                    port = workers.listen();
                    load = new FullLoad(workers);
                }
                answer.put("port", port);
                load.start();
            }
            case "counts" -> {
                answer.put("nanos", System.nanoTime());
                answer.put("high", load.high());
                answer.put("low", load.low());
            }
            case "unload" -> load.stop();
            case "quit" -> {
                if (workers != null) {
                    workers.close();
                }
            }
            default -> throw new IllegalArgumentException("unknown command " + command);
        }
        return answer;
    }

    private static int number(Map<String, Object> command, String name) {
        return ((Number) command.get(name)).intValue();
    }
}
