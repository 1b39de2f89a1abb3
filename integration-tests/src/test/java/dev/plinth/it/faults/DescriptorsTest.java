package dev.plinth.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that may open no more files: what it has goes on, and so does all else when there are some again. */
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {

    private static final int LIMIT = 300;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int LOOK_SECONDS = 1;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void noneIsLeftForAWhile(String backend) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(List.of(
                        "/bin/sh",
                        "-c",
                        "ulimit -n " + LIMIT + " && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlogback.configurationFile=plinth-log.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DescriptorsMain.class.getName(),
                        backend))
                .redirectError(log.toFile())
                .start();
        try (BufferedReader answers = process.inputReader();
                OutputStream commands = process.getOutputStream()) {
            int port = Integer.parseInt(answer(answers, log).replace("port ", ""));
            assertThat(ask("take", commands, answers, log)).isEqualTo("taken");

            assertThat(ask("connect", commands, answers, log))
                    .startsWith("ConnectException: cannot connect to ")
                    .contains("Too many open files", "ulimit -n");
            assertThat(ask("echo", commands, answers, log)).isEqualTo("lives");

            try (Socket waiting = new Socket(InetAddress.getLoopbackAddress(), port)) {
                waiting.setSoTimeout(PATIENCE_MILLIS);
                waiting.getOutputStream().write(42);
                long before = Long.parseLong(ask("cpu", commands, answers, log));
                TimeUnit.SECONDS.sleep(LOOK_SECONDS); // how much CPU it takes in that time is the question
                long used = Long.parseLong(ask("cpu", commands, answers, log)) - before;
                assertThat(used)
                        .as("CPU ms in %s s of waiting for descriptors", LOOK_SECONDS)
                        .isLessThan(LOOK_SECONDS * 500L);
                assertThat(ask("echo", commands, answers, log)).isEqualTo("lives");

                assertThat(ask("free", commands, answers, log)).isEqualTo("freed");

                assertThat(waiting.getInputStream().read())
                        .as("accepted in the end")
                        .isEqualTo(42);
            }
            assertThat(ask("connect", commands, answers, log)).isEqualTo("connected");
            assertThat(Files.readString(log)).contains("Too many open files");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String ask(String command, OutputStream commands, BufferedReader answers, Path log)
            throws IOException {
        commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        return answer(answers, log);
    }

    private static String answer(BufferedReader answers, Path log) throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith("> ")) {
                return line.substring(2);
            }
        }
        throw new AssertionError("the process has ended; its log:\n" + Files.readString(log));
    }
}
