package dev.plinth.it.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The program in a process of its own. */
final class ProgramProcess {

    private ProgramProcess() {}

    /** Started on {@code javaHome}, its output (both streams) to {@code log}. */
    static Process start(Path javaHome, Path log, String... arguments) throws IOException {
        return start(javaHome, log, Map.of(), arguments);
    }

    /** The same with further environment variables. */
    static Process start(Path javaHome, Path log, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.add("-Dlogback.configurationFile=plinth-log.xml");
        command.add("-cp");
        command.add(classpath());
        command.add("dev.plinth.cli.Plinth");
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** That of this JVM, without the tests: they may be compiled for a newer Java. */
    private static String classpath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElseThrow();
    }
}
