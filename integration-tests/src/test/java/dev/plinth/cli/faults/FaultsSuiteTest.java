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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite of faults, on a real server: it passes what is sound, and names what is not. */
class FaultsSuiteTest {

    private static final String BACKEND = "netty-nio";

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
        assertThat(out.toString()).contains("2 of 2 cells on Plinth kept every promise");
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
    void aTransportThatDropsOneByteInAHundredThousandIsNamed() throws InterruptedException {
        BackendStatus backend = BackendSelector.onClasspath()
                .diagnose(RuntimeConfig.builder().build())
                .stream()
                .filter(status -> status.name().equals(BACKEND))
                .findFirst()
                .orElseThrow();
        DroppingTrial dropping = new DroppingTrial();
        FaultsReport report;
        do { // on a machine that is busy a round may be too short to drop anything
            report =
                    new Suite(List.of(dropping), List.of(Fault.NONE), List.of(backend), true, 3_000).run(Progress.NONE);
        } while (dropping.dropped == 0);
        assertThat(report.bad()).extracting(Cell::name).containsExactly("redis on netty-nio, fault none");
        assertThat(report.verdicts().get(0)).startsWith("redis on netty-nio, fault none: ");
        assertThat(report.cells("redis", Fault.NONE).get(0).broken())
                .as("the stock client, whose bytes are all there")
                .isEmpty();
    }

    /** Redis, with a transport beneath Plinth that loses a byte now and then. */
    private static final class DroppingTrial implements Trial {

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
            return new DroppingServer(sound.start(contestants));
        }

        private final class DroppingServer implements TrialServer {

            private final TrialServer sound;

            DroppingServer(TrialServer sound) {
                this.sound = sound;
            }

            @Override
            public Subject plinth(AsyncRuntime runtime, FaultProxy proxy, String place) throws Exception {
                FaultProxy transport = FaultProxy.to(proxy.port());
                transport.bothWays(Faults.none().drop(100_000));
                Subject subject = sound.plinth(runtime, transport, place);
                return new Subject() {
                    @Override
                    public java.util.concurrent.CompletionStage<String> send(String text) throws Exception {
                        return subject.send(text);
                    }

                    @Override
                    public void close() {
                        dropped = transport.tampered();
                        subject.close();
                        transport.close();
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
