package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.Plinth;
import dev.plinth.cli.compare.Progress;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.Faults;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite of faults, on a real server: it passes what is sound, and names what is not. */
class FaultsSuiteTest {

    private static final String BACKEND = "netty-nio";
    private static final String DROPS = BACKEND;
    private static final String HANGS = "virtualthreads";

    @Test
    void theCommandRunsAndReportsInThreeForms(@TempDir Path folder) throws IOException {
        StringWriter out = new StringWriter();
        int exitCode = Plinth.run(
                new PrintWriter(out, true),
                new PrintWriter(new StringWriter(), true),
                "faults",
                "redis",
                "--faults=cut,reset",
                "--backends=" + BACKEND,
                "--json=" + folder.resolve("faults.json"),
                "--html=" + folder.resolve("faults.html"));
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(out.toString()).contains("redis: 2 of 2 cells on Plinth kept their promise");
        assertThat(Files.readString(folder.resolve("faults.html")))
                .contains("A command is sent at most once", "three times in 1.2 s", "Every promise was kept");
        List<?> rows = (List<?>) JSON.std
                .mapFrom(Files.readString(folder.resolve("faults.json")))
                .get("rows");
        assertThat(rows)
                .hasSize(4)
                .allSatisfy(row -> assertThat((Map<?, ?>) row)
                        .satisfies(cell -> assertThat(cell.get("status")).isEqualTo("ok"))
                        .satisfies(cell -> assertThat(cell.get("hung")).isEqualTo(0))
                        .satisfies(cell -> assertThat(cell.get("worksAgain")).isEqualTo(true)));
        assertThat(rows)
                .filteredOn(row -> BACKEND.equals(((Map<?, ?>) row).get("contestant")))
                .hasSize(2)
                .allSatisfy(row -> assertThat(((Map<?, ?>) row).get("doubled"))
                        .as("doubled")
                        .isEqualTo(0));
    }

    @Test
    void aTransportThatDropsOneByteInAHundredThousandIsNamedAndSoIsOneThatHangs() throws InterruptedException {
        List<BackendStatus> backends = BackendSelector.onClasspath()
                .diagnose(RuntimeConfig.builder().build())
                .stream()
                .filter(status -> List.of(DROPS, HANGS).contains(status.name()))
                .toList();
        BrokenTrial broken = new BrokenTrial();
        FaultsReport report;
        do { // on a machine that is busy a round may be too short to drop anything
            report = new Suite(List.of(broken), List.of(Fault.NONE), backends, true, 2_000).run(Progress.NONE);
        } while (broken.dropped == 0);
        assertThat(report.bad())
                .extracting(Cell::name)
                .containsExactlyInAnyOrder("redis on " + DROPS + ", fault none", "redis on " + HANGS + ", fault none");
        assertThat(report.verdicts())
                .anySatisfy(verdict -> assertThat(verdict).startsWith("redis on " + DROPS + ", fault none: "))
                .anySatisfy(verdict -> assertThat(verdict)
                        .startsWith("redis on " + HANGS + ", fault none: ")
                        .contains("did not work again"));
        assertThat(report.cells("redis", Fault.NONE).get(0).broken())
                .as("the stock client, whose bytes are all there")
                .isEmpty();
    }

    /** Redis, with transports beneath Plinth that lose a byte now and then, or stop. */
    private static final class BrokenTrial implements Trial {

        private final Trial sound = new RedisTrial();
        private long dropped;

        @Override
        public String adapter() {
            return sound.adapter();
        }

        @Override
        public String title() {
            return sound.title();
        }

        @Override
        public String promise() {
            return sound.promise();
        }

        @Override
        public TrialServer start(int contestants) throws IOException {
            return new BrokenServer(sound.start(contestants));
        }

        private final class BrokenServer implements TrialServer {

            private final TrialServer sound;

            BrokenServer(TrialServer sound) {
                this.sound = sound;
            }

            @Override
            public Subject plinth(AsyncRuntime runtime, FaultProxy proxy, String place) throws Exception {
                boolean hangs = runtime.info().backend().equals(HANGS);
                FaultProxy transport = FaultProxy.to(proxy.port());
                transport.bothWays(hangs ? Faults.none() : Faults.none().drop(100_000));
                Subject subject = sound.plinth(runtime, transport, place);
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
            public Subject stock(FaultProxy proxy, String place) throws Exception {
                return sound.stock(proxy, place);
            }

            @Override
            public String description() {
                return sound.description();
            }

            @Override
            public FaultProxy proxy(int contestant) {
                return sound.proxy(contestant);
            }

            @Override
            public void restart() {
                sound.restart();
            }

            @Override
            public void prepare(String place) throws Exception {
                sound.prepare(place);
            }

            @Override
            public Collection<String> stored(String place) throws Exception {
                return sound.stored(place);
            }

            @Override
            public void close() {
                sound.close();
            }
        }
    }
}
