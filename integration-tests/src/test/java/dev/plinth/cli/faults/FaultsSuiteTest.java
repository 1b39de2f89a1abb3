package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.Plinth;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.report.FaultsJson;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite of faults, on a real server: it passes what is sound, and names what is not. */
class FaultsSuiteTest {

    private static final String BACKEND = "netty-nio";
    private static final String DROPS = BACKEND;
    private static final String HANGS = "virtualthreads";

    private static final String LEAKS = "netty-epoll";

    @Test
    void theCommandRunsAndReportsInThreeForms(@TempDir Path folder) throws IOException {
        String out = run(folder, "redis", "db", "--faults=cut,kill", "--backends=" + BACKEND, "--servers=embedded");
        assertThat(out)
                .contains(
                        "Servers: embedded",
                        "on an idle machine",
                        "redis push: 2 of 2 cells on Plinth kept their promise")
                .contains("fsync on", "db insert: 2 of 2 cells on Plinth kept their promise");
        assertThat(Files.readString(folder.resolve("faults.html")))
                .contains("A command is sent at most once", "three times in 1.2 s", "Every promise was kept")
                .contains("Kept under both faults by " + BACKEND);
        String json = Files.readString(folder.resolve("faults.json"));
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        assertThat(rows(json))
                .hasSize(8)
                .allSatisfy(cell -> assertThat(cell.get("status")).isEqualTo("ok"))
                .allSatisfy(cell -> assertThat(cell.get("hung")).isEqualTo(0))
                .allSatisfy(cell -> assertThat(cell.get("worksAgain")).isEqualTo(true));
        assertThat(rows(json))
                .filteredOn(cell -> BACKEND.equals(cell.get("contestant")))
                .hasSize(4)
                .allSatisfy(cell -> assertThat(cell.get("transport")).isEqualTo("nio"))
                .allSatisfy(cell -> assertThat(cell.get("lost")).isEqualTo(0))
                .allSatisfy(cell -> assertThat(cell.get("doubled")).isEqualTo(0));
    }

    @Test
    void whoIsSentToIsWatchedToo(@TempDir Path folder) throws IOException {
        String out = run(folder, "nats", "kafka", "--faults=none", "--backends=" + BACKEND, "--servers=embedded");
        assertThat(out)
                .contains("nats consume: 1 of 1 cells on Plinth kept their promise")
                .contains("kafka receive: 1 of 1 cells on Plinth kept their promise")
                .contains("kafka copy: 1 of 1 cells on Plinth kept their promise");
        assertThat(rows(Files.readString(folder.resolve("faults.json"))))
                .hasSize(10)
                .allSatisfy(cell -> assertThat((Integer) cell.get("confirmed")).isGreaterThan(30));
    }

    @Test
    void theSchemaIsNoRubberStamp() throws IOException {
        String none =
                "{\"schemaVersion\":1,\"environment\":{},\"sections\":[],\"faults\":[],\"verdicts\":[],\"rows\":[]}";
        assertThat(schema().validate(none, InputFormat.JSON)).isEmpty();
        assertThat(schema().validate(none.replace(":1", ":2"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(none.replace("verdicts", "verdict"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(none.replace("\"rows\":[]", "\"rows\":[{\"lost\":1}]"), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void serversOfOthersAreNotKilled() {
        assertThat(refused("--servers=redis://somewhere:6379"))
                .contains("kills its servers", "testcontainers, embedded");
    }

    @Test
    void ofTwoImagesOfAServerNoneIsLeftOutInSilence() {
        assertThat(refused("--image=redis=redis:7.0,redis=redis:7.4")).contains("redis:7.4", "give one of each");
        assertThat(refused("--image=redis=redis:7.0", "--image=redis:7.4")).contains("redis:7.4", "give one of each");
    }

    private static String refused(String... options) {
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("faults", "redis"));
        all.addAll(List.of(options));
        int exitCode = Plinth.run(
                new PrintWriter(new StringWriter(), true), new PrintWriter(err, true), all.toArray(String[]::new));
        assertThat(exitCode).isEqualTo(2);
        return err.toString();
    }

    private static String run(Path folder, String... arguments) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("faults"));
        all.addAll(List.of(arguments));
        all.add("--json=" + folder.resolve("faults.json"));
        all.add("--html=" + folder.resolve("faults.html"));
        int exitCode = Plinth.run(
                new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), all.toArray(String[]::new));
        assertThat(exitCode).as(out.toString()).isZero();
        return out.toString();
    }

    private static List<Map<?, ?>> rows(String json) throws IOException {
        List<Map<?, ?>> rows = new ArrayList<>();
        ((List<?>) JSON.std.mapFrom(json).get("rows")).forEach(row -> rows.add((Map<?, ?>) row));
        return rows;
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream schema = FaultsJson.class.getResourceAsStream("faults-report.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        }
    }

    @Test
    void aTransportThatDropsOneByteInAHundredThousandIsNamedAndSoIsOneThatHangs() throws InterruptedException {
        BrokenTrial broken = new BrokenTrial();
        FaultsReport report;
        do { // on a machine that is busy a round may be too short to drop anything
            report = suite(broken, Fault.NONE, DROPS, HANGS).run(embedded(), Progress.NONE);
        } while (broken.dropped == 0);
        assertThat(report.bad())
                .extracting(Cell::name)
                .containsExactlyInAnyOrder(
                        "redis push on " + DROPS + ", fault none", "redis push on " + HANGS + ", fault none");
        assertThat(report.verdicts())
                .anySatisfy(verdict -> assertThat(verdict).startsWith("redis push on " + DROPS + ", fault none: "))
                .anySatisfy(verdict -> assertThat(verdict)
                        .startsWith("redis push on " + HANGS + ", fault none: ")
                        .contains("did not work again"));
        assertThat(report.cells().get(0).broken())
                .as("the stock client, whose bytes are all there")
                .isEmpty();
    }

    @Test
    void aTransportThatLeaksADescriptorAThreadAndABufferIsNamed() throws InterruptedException {
        BrokenTrial broken = new BrokenTrial();
        List<String> steps = new ArrayList<>();
        FaultsReport report = suite(broken, Fault.CUT, LEAKS, BACKEND).run(embedded(), (done, of, what) -> {
            assertThat(done).isLessThan(of);
            steps.add(what);
        });
        broken.end();
        assertThat(steps)
                .containsSubsequence("redis, fault cut", "redis, fault cut, looking for a leak: all")
                .endsWith("redis, fault cut, looking for a leak: " + BACKEND);
        assertThat(report.bad()).extracting(Cell::name).containsExactly("redis push on " + LEAKS + ", fault cut");
        assertThat(report.bad().get(0).broken())
                .hasSize(3)
                .contains("leaked: 1 descriptor (1 x socket)", "leaked: 1 thread (1 x leaked)")
                .anyMatch(what -> what.endsWith("MiB of direct memory"));
    }

    private static Suite suite(Trial trial, Fault fault, String... names) {
        List<BackendStatus> backends = BackendSelector.onClasspath()
                .diagnose(RuntimeConfig.builder().build())
                .stream()
                .filter(status -> List.of(names).contains(status.name()))
                .toList();
        return new Suite(List.of(trial), List.of(fault), backends, true, 2_000);
    }

    private static Servers embedded() {
        return Servers.of(
                List.of("embedded"),
                Map.of(),
                List.of(),
                List.of(ServerKind.REDIS),
                message -> new IllegalArgumentException(message));
    }

    /** Redis, with transports beneath Plinth that lose a byte now and then, or stop, or forget to close. */
    private static final class BrokenTrial implements Trial {

        private final Trial sound = new RedisTrial();
        private final List<Leak> leaks = new ArrayList<>();
        private long dropped;

        @Override
        public String adapter() {
            return sound.adapter();
        }

        @Override
        public ServerKind server() {
            return sound.server();
        }

        @Override
        public List<Workload> workloads() {
            return sound.workloads();
        }

        @Override
        public long roundMillis() {
            return sound.roundMillis();
        }

        @Override
        public long startMillis() {
            return sound.startMillis();
        }

        @Override
        public TrialServer on(Site site) throws Exception {
            return new BrokenServer(sound.on(site));
        }

        private void end() {
            leaks.forEach(Leak::end);
        }

        private final class BrokenServer implements TrialServer {

            private final TrialServer sound;

            BrokenServer(TrialServer sound) {
                this.sound = sound;
            }

            @Override
            public Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place)
                    throws Exception {
                String backend = runtime.info().backend();
                if (backend.equals(LEAKS)) {
                    leaks.add(new Leak());
                    return sound.plinth(workload, runtime, proxy, place);
                }
                if (!leaks.isEmpty()) {
                    return sound.plinth(workload, runtime, proxy, place);
                }
                boolean hangs = backend.equals(HANGS);
                FaultProxy transport = FaultProxy.to(proxy.port());
                transport.bothWays(hangs ? Faults.none() : Faults.none().drop(100_000));
                Subject subject = sound.plinth(workload, runtime, transport, place);
                return new Subject() {
                    private int sent;

                    @Override
                    public CompletionStage<String> send(String text) throws Exception {
                        if (hangs && ++sent == 100) {
                            transport.toClient(Faults.none().stall());
                        }
                        return subject.send(text);
                    }

                    @Override
                    public void close() {
                        dropped += transport.tampered();
                        transport.close();
                        subject.close();
                    }
                };
            }

            @Override
            public Subject stock(Workload workload, FaultProxy proxy, String place) throws Exception {
                return sound.stock(workload, proxy, place);
            }

            @Override
            public String version() throws Exception {
                return sound.version();
            }

            @Override
            public void prepare(Workload workload, String place) throws Exception {
                sound.prepare(workload, place);
            }

            @Override
            public Collection<String> stored(Workload workload, String place) throws Exception {
                return sound.stored(workload, place);
            }

            @Override
            public void close() {
                sound.close();
            }
        }
    }

    /** What a transport forgets to close with its connection: its socket, a thread and a buffer. */
    private static final class Leak {

        private final DatagramChannel socket;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(8 << 20);
        private final CountDownLatch end = new CountDownLatch(1);

        Leak() throws IOException {
            socket = DatagramChannel.open();
            Thread thread = new Thread(
                    () -> {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "leaked");
            thread.setDaemon(true);
            thread.start();
        }

        void end() {
            end.countDown();
            buffer.clear();
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
