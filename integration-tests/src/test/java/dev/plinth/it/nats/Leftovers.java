package dev.plinth.it.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.ObjectName;

/** What NATS clients hold: connections, threads (virtual ones, too), and objects with buffers that nobody has let go. */
final class Leftovers {

    private static final Duration LOOK = Duration.ofMillis(250); // each is a garbage collection
    private static final Pattern VIRTUAL = Pattern.compile("#\\d+ \"([^\"]*nats[^\"]*)\" virtual");
    private static final Pattern OBJECTS = Pattern.compile(
            "(\\d+) +\\d+ +(dev\\.plinth\\.nats\\.(?:Engine|Session|FrameBuffer|FrameParser|TlsLayer|JnatsConnection)"
                    + "|io\\.nats\\.client\\.impl\\.(?:Connection(?:Socket|Input|Output)|NatsConnection\\w*|PlinthDataPort))\\s");

    private final AsyncRuntime runtime;
    private final Map<String, Long> before;

    private Leftovers(AsyncRuntime runtime) throws Exception {
        this.runtime = runtime;
        this.before = count(runtime);
    }

    /** What there is before the test. */
    static Leftovers since(AsyncRuntime runtime) throws Exception {
        return new Leftovers(runtime);
    }

    void assertNone() {
        await().atMost(NatsSuite.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .untilAsserted(() -> assertThat(count(runtime))
                        .allSatisfy((kind, count) ->
                                assertThat(count).as(kind).isLessThanOrEqualTo(before.getOrDefault(kind, 0L))));
    }

    private static Map<String, Long> count(AsyncRuntime runtime) throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("connections", (long) runtime.stats().connections());
        Matcher objects = OBJECTS.matcher(histogram());
        while (objects.find()) {
            counts.put(objects.group(2), Long.parseLong(objects.group(1)));
        }
        threads()
                .filter(name -> name.contains("nats"))
                .forEach(name -> counts.merge("thread " + name.replaceAll("\\d+", "#"), 1L, Long::sum));
        return counts;
    }

    /** Of the objects that can be reached. */
    private static String histogram() throws Exception {
        return diagnostic("gcClassHistogram");
    }

    /** A command of jcmd: some of these have a Java API of their own only after Java 17, for which this is compiled. */
    private static String diagnostic(String command, String... arguments) throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        command,
                        new Object[] {arguments},
                        new String[] {String[].class.getName()});
    }

    private static Stream<String> threads() throws Exception {
        Path file = Files.createTempDirectory("plinth-threads").resolve("dump.txt");
        diagnostic("threadDumpToFile", file.toString());
        String dump = Files.readString(file);
        Files.delete(file);
        Files.delete(file.getParent());
        return Stream.concat(
                VIRTUAL.matcher(dump).results().map(found -> found.group(1)),
                Thread.getAllStackTraces().keySet().stream().map(Thread::getName));
    }
}
