package dev.plinth.it.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.ConnectOptions;
import dev.plinth.tck.BackendTck;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * The conformance kit can fail: each of these twins of netty-nio breaks one promise, and the rules that
 * hold this promise fail, those and no others of their group. The unbroken twin passes them all.
 */
class BrokenTwinsTest {

    private static final int SIDE_BY_SIDE = 4;
    private static final Map<String, CompletableFuture<Events>> RUNS = new HashMap<>();
    private static final ThreadLocal<Twin> SUBJECT = new ThreadLocal<>();

    /** The kit on the twin in {@link #SUBJECT}. Surefire does not find it, {@link #run} does. */
    static final class Subject extends BackendTck {

        private final Twin subject = SUBJECT.get();

        @Override
        protected AsyncRuntimeProvider provider() {
            return new TwinProvider(subject.breaking());
        }

        @Override
        protected Duration patience() {
            return subject.isHeavy() ? super.patience() : Duration.ofSeconds(5); // some of these hang, on purpose
        }
    }

    private record Twin(
            String name, UnaryOperator<AsyncRuntime> breaking, List<String> groups, Set<Integer> rulesThatFail) {
        /** Rules that look at the threads or the memory of the process: nothing else runs meanwhile. */
        boolean isAlone() {
            return isIn("ShuttingDown") || isIn("WritingToASlowPeer");
        }

        /** Rules that keep all cores of the machine busy: one twin of these at a time. */
        boolean isHeavy() {
            return isIn("Sharing");
        }

        private boolean isIn(String group) {
            return groups.contains(group);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Twin twin(String name, UnaryOperator<AsyncRuntime> breaking, String groups, Integer... rules) {
        return new Twin(name, breaking, List.of(groups.split(" ")), new TreeSet<>(Set.of(rules)));
    }

    private static Twin connection(
            String name, UnaryOperator<AsyncConnection> breaking, String groups, Integer... rules) {
        return twin(name, BrokenRuntimes.with(breaking), groups, rules);
    }

    private static Twin options(String name, UnaryOperator<ConnectOptions> breaking, String groups, Integer... rules) {
        return twin(name, BrokenRuntimes.withOptions(breaking), groups, rules);
    }

    static Stream<Twin> twins() {
        return Stream.of(
                connection("unbroken", ForwardingConnection::new, "Reading Closing Receiving Sending TlsHandshakes"),
                connection(
                        "unbroken, queues",
                        ForwardingConnection::new,
                        "Spawning Queueing Sharing SchedulingInQueues QueueingConnections Yielding HandingOff Counting"),
                twin("results stay", BrokenQueues::resultsDoNotComeBack, "Spawning", 204, 211, 214),
                twin("queues out of order", BrokenQueues::runsOutOfOrder, "Queueing", 1403),
                twin("queues on the wrong core", BrokenQueues::runsOnTheWrongCore, "Queueing", 1401, 1405, 1411),
                twin("queues lose a task", BrokenQueues::losesATask, "Queueing", 1403, 1410, 1416),
                twin("results go astray", BrokenQueues::signalsResultsOnTheWrongCore, "Queueing", 1412),
                twin("ignores shares", BrokenQueues::ignoresShares, "Sharing", 1451, 1452, 1453, 1454, 1459),
                twin("ignores latency", BrokenQueues::ignoresLatency, "Sharing", 1457),
                twin(
                        "in order of arrival",
                        BrokenQueues::runsInOrderOfArrival,
                        "Sharing",
                        1451,
                        1452,
                        1453,
                        1454,
                        1459),
                twin("never yields", BrokenQueues::neverYields, "Yielding", 1703, 1704, 1705, 1706),
                twin("loses a hand-off", BrokenQueues::losesATaskBetweenCores, "HandingOff", 1802, 1803),
                options(
                        "callbacks outside their queue",
                        BrokenQueues::unassigned,
                        "QueueingConnections",
                        1501,
                        1502,
                        1506,
                        1509),
                connection("counts a byte too many", BrokenConnections::countsAByteTooMany, "Counting", 1906, 1908),
                twin("runs a task inside another", BrokenRuntimes::taskInsideTask, "Tasks", 106),
                twin("spawn is eager", BrokenRuntimes::eagerSpawn, "Spawning", 205, 208),
                twin("timers run early", BrokenRuntimes::earlyTimers, "Timers", 302),
                twin("accepts on one core", BrokenRuntimes::acceptsOnOneCore, "Listening", 504, 508),
                connection("loses bytes", BrokenConnections::losesTheLastByteOfADirectBuffer, "Reading", 603, 604),
                connection("cancel loses", BrokenConnections::losesTheBytesOfACancelledRead, "Reading", 609, 610),
                connection("off the core", BrokenConnections::completesWritesOnAnotherThread, "Writing", 709, 711),
                connection("completes early", BrokenConnections::completesBigWritesTooEarly, "Writing", 711, 712),
                connection("ignores pause", BrokenConnections::deliversAfterPause, "Receiving", 811, 812, 813),
                connection(
                        "keeps causes", BrokenConnections::keepsTheCauseToItself, "EndingPushMode", 815, 816, 817, 818),
                connection("sends from anywhere", BrokenConnections::sendsFromAnywhere, "Sending", 858),
                connection(
                        "half is all",
                        BrokenConnections::closesInsteadOfHalfClosing,
                        "HalfClosing",
                        901,
                        902,
                        904,
                        907),
                connection("reads hang", BrokenConnections::leavesReadsPendingOnClose, "Closing", 951, 952, 959, 961),
                connection(
                        "drops writes",
                        BrokenConnections::dropsWhatWasWrittenOnClose,
                        "Closing",
                        951,
                        952,
                        953,
                        954,
                        957),
                options("no write limit", BrokenRuntimes::withoutWriteLimit, "WritingToASlowPeer", 754),
                options("trusts any host", BrokenRuntimes::withoutHostNameCheck, "TlsHandshakes", 1003, 1006),
                twin("delays hang at shutdown", BrokenRuntimes::longDelayHangsAtShutdown, "ShuttingDown", 1101),
                twin("a thread survives", BrokenRuntimes::threadSurvivesShutdown, "ShuttingDown", 1103));
    }

    /** A rule that fails has waited for {@link Subject#patience} mostly: twins do that side by side. */
    @BeforeAll
    static void runSideBySide() {
        ExecutorService heavy = threads(1);
        ExecutorService light = threads(SIDE_BY_SIDE);
        twins().filter(twin -> !twin.isAlone())
                .forEach(twin -> RUNS.put(
                        twin.name(), CompletableFuture.supplyAsync(() -> run(twin), twin.isHeavy() ? heavy : light)));
        CompletableFuture.allOf(RUNS.values().toArray(CompletableFuture[]::new)).join();
        heavy.shutdown();
        light.shutdown();
    }

    private static ExecutorService threads(int number) {
        return Executors.newFixedThreadPool(number, task -> {
            Thread thread = new Thread(task, "tck-twins"); // the kit's own, which rule 1103 leaves out
            thread.setDaemon(true);
            return thread;
        });
    }

    @ParameterizedTest
    @MethodSource("twins")
    @Timeout(300)
    void exactlyTheRulesThatHoldThePromiseFail(Twin twin) {
        Events tests = twin.isAlone() ? run(twin) : RUNS.get(twin.name()).join();
        assertThat(tests.started().count()).as("tests that ran").isGreaterThanOrEqualTo(5);
        assertThat(rules(tests)).isEqualTo(twin.rulesThatFail());
    }

    private static Events run(Twin twin) {
        SUBJECT.set(twin);
        return EngineTestKit.engine("junit-jupiter")
                .selectors(twin.groups().stream()
                        .map(group -> selectNestedClass(
                                List.of(Subject.class.getName()), BackendTck.class.getName() + "$" + group))
                        .toArray(org.junit.platform.engine.DiscoverySelector[]::new))
                .execute()
                .testEvents();
    }

    private static Set<Integer> rules(Events tests) {
        return tests.failed().stream()
                .map(Event::getTestDescriptor)
                .map(test -> test.getDisplayName().replaceFirst("^required_spec(\\d+)_.*", "$1"))
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
