package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.echo.EchoFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The echo server in a process of its own, as who measures it starts it. */
class EchoCommandTest {

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    static Stream<BackendStatus> available() {
        return BackendSelector.onClasspath().diagnose(RuntimeConfig.load()).stream()
                .filter(backend -> backend.state() == BackendStatus.State.AVAILABLE);
    }

    @ParameterizedTest
    @MethodSource("available")
    void theBackendAskedForServesAndEndsOnSigterm(BackendStatus backend) throws Exception {
        EchoFacts facts = serveAndEnd("--backend=" + backend.name(), "--cores=1");

        assertThat(facts.server()).isEqualTo("plinth");
        assertThat(facts.backend()).isEqualTo(backend.name());
        assertThat(facts.cores()).isEqualTo(1);
        assertThat(facts.placement()).isNotBlank();
        assertThat(backend.reason()).startsWith(facts.transport());
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-epoll", "netty-nio", "jdk-virtualthreads"})
    void aServerWithoutPlinthServesAndEndsOnSigterm(String server) throws Exception {
        EchoFacts facts = serveAndEnd("--server=" + server);

        assertThat(facts.server()).isEqualTo(server);
        assertThat(facts.backend()).isEqualTo("-");
    }

    @Test
    void aSettingReachesTheRuntime() throws Exception {
        assertThat(serveAndEnd("--set", "plinth.backend=netty-nio").backend()).isEqualTo("netty-nio");
    }

    private EchoFacts serveAndEnd(String... options) throws Exception {
        Path log = folder.resolve("log");
        Process server = ProgramProcess.start(
                JAVA_HOME,
                log,
                Stream.concat(Stream.of("echo"), Stream.of(options)).toArray(String[]::new));
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !server.isAlive() || !lines(log).isEmpty());
            assertThat(lines(log)).as(Files.readString(log)).hasSize(1);
            EchoFacts facts = EchoFacts.parse(lines(log).get(0));
            echo(facts.port());

            server.destroy();

            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).as(Files.readString(log)).isEqualTo(TERMINATED);
            return facts;
        } finally {
            server.destroyForcibly();
        }
    }

    /** What the command has said; a newer JVM has words of its own for libraries that call native code. */
    private static List<String> lines(Path log) throws IOException {
        String text = Files.readString(log);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("echo "))
                .toList();
    }

    /** Two messages, and the end of the stream once this end has ended its own. */
    private static void echo(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (String message : new String[] {"one", "and another"}) {
                byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(bytes);
                assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
            }
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plinth", "netty-nio", "jdk-virtualthreads"})
    void aPortThatIsInUseIsNamed(String server) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program program = Program.run("echo", "--server=" + server, "--port=" + taken.getLocalPort());

            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.out()).isEmpty();
            assertThat(program.err())
                    .contains("127.0.0.1:" + taken.getLocalPort())
                    .containsIgnoringCase("in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aBackendThatCannotRunIsNoOtherBackend() {
        Program program = Program.run("echo", "--backend=kqueue");

        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).contains("unknown backend 'kqueue'").contains("netty-nio");
    }
}
