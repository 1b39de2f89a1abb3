package dev.plinth.cli.tasks;

import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Section;
import dev.plinth.cli.load.VirtualThreads;
import io.netty.channel.epoll.Epoll;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is measured, and who takes part in it. */
public final class TasksSections {

    static final String SPAWN = "spawn-same-core";
    static final String SPAWN_FOREIGN = "spawn-foreign-thread";
    static final String ROUND_TRIP = "round-trip";
    static final String SHARES = "shares";
    static final String IDLE = "idle";

    /** The names of all. */
    public static final List<String> NAMES = List.of(SPAWN, SPAWN_FOREIGN, ROUND_TRIP, SHARES, IDLE);

    private static final String SPIN = "plinth.spin";
    private static final String SPIN_TIME = "50us";

    /** The backend that can spin: the others are measured once, as they are. */
    private static final String SPINS = "percore-uring";

    private static final Participant EPOLL = new Participant(
            TasksMain.EPOLL_LOOP,
            null,
            "plain Netty: MultiThreadIoEventLoopGroup",
            Epoll.isAvailable() ? null : "Netty says: " + Epoll.unavailabilityCause());

    private final List<Participant> backends;
    private final Map<String, String> settings;
    private final int tasks;
    private final Map<String, Setup> setups = new LinkedHashMap<>();
    private final List<Section> sections = new ArrayList<>();

    /**
     * Those of the given names.
     *
     * @param backends Plinth's, as participants
     * @param settings for all of them
     * @param tasks how many are spawned
     */
    public TasksSections(List<String> names, List<Participant> backends, Map<String, String> settings, int tasks) {
        this.backends = backends;
        this.settings = settings;
        this.tasks = tasks;
        for (String name : names) {
            sections.add(section(name));
        }
    }

    List<Section> all() {
        return List.copyOf(sections);
    }

    Setup setup(Section section, Participant participant) {
        return setups.get(section.name() + " " + participant.name());
    }

    /** One for each JVM. */
    List<Setup> setups() {
        Map<String, Setup> byKey = new LinkedHashMap<>();
        setups.values().forEach(setup -> byKey.putIfAbsent(setup.key(), setup));
        return List.copyOf(byKey.values());
    }

    /** Whether the JVM of a setup is given a million tasks at once. */
    boolean spawns(Setup setup) {
        return sections.stream()
                .filter(section ->
                        section.name().equals(SPAWN) || section.name().equals(SPAWN_FOREIGN))
                .flatMap(section -> section.participants().stream().map(one -> setup(section, one)))
                .anyMatch(one -> one.key().equals(setup.key()));
    }

    /** Whether an echo is measured, too. */
    boolean needEcho() {
        return sections.stream().anyMatch(section -> section.name().equals(SHARES));
    }

    private Section section(String name) {
        List<Setup> all = switch (name) {
            case SPAWN, SPAWN_FOREIGN -> spawners();
            case ROUND_TRIP -> pairs();
            case SHARES -> sharers();
            default -> idlers();
        };
        all.forEach(setup -> setups.put(name + " " + setup.participant().name(), setup));
        List<Participant> participants = all.stream().map(Setup::participant).toList();
        String netty = TasksMain.EPOLL_LOOP;
        return switch (name) {
            case SPAWN ->
                new Section(
                        name,
                        String.format("%,d tasks that do nothing, from a task on the same core", tasks),
                        List.of(new Measure("nanosPerTask", "ns/task")),
                        netty,
                        participants);
            case SPAWN_FOREIGN ->
                new Section(
                        name,
                        String.format("%,d tasks that do nothing, from a thread that is no core", tasks),
                        List.of(new Measure("nanosPerTask", "ns/task")),
                        netty,
                        participants);
            case ROUND_TRIP ->
                new Section(
                        name,
                        "A message from core 0 to core 1 and back, nothing else to do",
                        List.of(new Measure("p50Micros", "p50 us"), new Measure("p99Micros", "p99 us")),
                        netty,
                        participants);
            case SHARES ->
                new Section(
                        name,
                        "A core that is full of 50 us tasks in queues of " + FullLoad.HIGH + " and " + FullLoad.LOW
                                + " shares: how long an echo takes on it, and how much work each queue got done",
                        List.of(
                                new Measure("echoP99Micros", "echo p99 us"),
                                new Measure("workRatio", "work done, high:low"),
                                new Measure("echoP50Micros", "echo p50 us"),
                                new Measure("tasksPerSec", "tasks/s")),
                        netty,
                        participants);
            default ->
                new Section(
                        name,
                        "Nothing to do: CPU of the whole JVM, percent of one CPU",
                        List.of(new Measure("percentOfCore", "% of a CPU")),
                        null,
                        participants);
        };
    }

    private List<Setup> spawners() {
        List<Setup> all = new ArrayList<>();
        all.add(new Setup(EPOLL, TasksMain.EPOLL_LOOP, 1, Map.of()));
        all.add(peer(TasksMain.DEFAULT_LOOP, TasksMain.DEFAULT_LOOP, "plain Netty: DefaultEventLoop", 1));
        all.add(peer("ForkJoinPool", TasksMain.FORK_JOIN, "the JDK's, 1 thread", 1));
        all.add(peer("ThreadPoolExecutor", TasksMain.THREADS, "the JDK's, 1 thread", 1));
        all.add(new Setup(
                new Participant(
                        "virtual threads",
                        null,
                        "newVirtualThreadPerTaskExecutor, 1 carrier",
                        VirtualThreads.available() ? null : VirtualThreads.NEEDED),
                TasksMain.VIRTUAL_THREADS,
                1,
                Map.of()));
        backends.forEach(backend -> all.add(plinth(backend, 1)));
        return all;
    }

    private List<Setup> pairs() {
        List<Setup> all = new ArrayList<>();
        all.add(new Setup(EPOLL, TasksMain.EPOLL_LOOP, 2, Map.of()));
        all.add(peer("ThreadPoolExecutor", TasksMain.THREADS, "the JDK's, two of 1 thread", 2));
        backends.forEach(backend -> all.addAll(withSpin(backend, 2)));
        return all;
    }

    private List<Setup> sharers() {
        List<Setup> all = new ArrayList<>();
        all.add(new Setup(EPOLL, TasksMain.EPOLL_LOOP, 1, Map.of()));
        backends.forEach(backend -> all.add(plinth(backend, 1)));
        return all;
    }

    private List<Setup> idlers() {
        List<Setup> all = new ArrayList<>();
        all.add(peer("a JVM alone", TasksMain.NOTHING, "no threads but its own", 0));
        all.add(new Setup(EPOLL, TasksMain.EPOLL_LOOP, 1, Map.of()));
        backends.forEach(backend -> all.addAll(withSpin(backend, 1)));
        return all;
    }

    private static Setup peer(String name, String kind, String description, int workers) {
        return new Setup(new Participant(name, null, description, null), kind, workers, Map.of());
    }

    private Setup plinth(Participant backend, int cores) {
        return new Setup(backend, backend.name(), cores, settings);
    }

    /** As it is set, and, where the backend can, with a spin that is not zero. */
    private List<Setup> withSpin(Participant backend, int cores) {
        if (!backend.backend().equals(SPINS) || settings.containsKey(SPIN)) {
            return List.of(plinth(backend, cores));
        }
        Map<String, String> spinning = new TreeMap<>(settings);
        spinning.put(SPIN, SPIN_TIME);
        Participant second = new Participant(
                backend.name() + ", spin " + SPIN_TIME,
                backend.backend(),
                backend.description() + ", " + SPIN + "=" + SPIN_TIME,
                backend.notRun());
        return List.of(plinth(backend, cores), new Setup(second, backend.name(), cores, spinning));
    }
}
