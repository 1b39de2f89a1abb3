package dev.plinth.cli.compare;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.cli.load.ChildMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM that was started to measure, commanded by messages; see {@link dev.plinth.cli.load.CommandLoop}. */
public final class ChildJvm implements AutoCloseable {

    /** The same for every contestant. JIT threads stay, so that none takes its CPU time away with it. */
    private static final List<String> FLAGS = List.of(
            "-Xms128m",
            "-Xmx256m",
            "-XX:-UseDynamicNumberOfCompilerThreads",
            "-XX:-UsePerfData",
            "-Dlogback.configurationFile=plinth-log.xml");

    private static final String END = "";
    private static final int KEPT_LINES = 20;
    private static final long SLICE_MILLIS = 500;

    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Deque<String> errorOutput = new ArrayDeque<>();

    private ChildJvm(Process process) {
        this.process = process;
    }

    /** The options of the JVM. */
    public static List<String> flags() {
        List<String> flags = new ArrayList<>(FLAGS);
        if (Runtime.version().feature() >= 22) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 24) {
            flags.add("--sun-misc-unsafe-memory-access=allow"); // as for this program: libraries still use it
        }
        String more = System.getenv("PLINTH_CHILD_OPTS"); // for a profiler, say; the report names them
        if (more != null && !more.isBlank()) {
            flags.addAll(List.of(more.trim().split("\\s+")));
        }
        return flags;
    }

    static ChildJvm start(Contestant contestant) throws IOException {
        String classpath = contestant.libraries().classpath(System.getProperty("java.class.path"));
        return start(List.of(), classpath, List.of(), ChildMain.class, contestant.type());
    }

    /**
     * Starts a JVM like this one.
     *
     * @param prefix a command that is to run it, such as {@code taskset -c 0}; or none
     * @param more further options of the JVM
     * @param main serves a {@link dev.plinth.cli.load.CommandLoop}
     */
    public static ChildJvm start(List<String> prefix, List<String> more, Class<?> main, String... arguments)
            throws IOException {
        return start(prefix, System.getProperty("java.class.path"), more, main, arguments);
    }

    private static ChildJvm start(
            List<String> prefix, String classpath, List<String> more, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(more);
        command.add("-cp");
        command.add(classpath);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ChildJvm child = new ChildJvm(new ProcessBuilder(command).start());
        child.read("answers", child.process.getInputStream(), child::answered);
        child.read("errors", child.process.getErrorStream(), child::keep);
        return child;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    private void read(String what, InputStream stream, java.util.function.Consumer<String> to) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        String line;
                        while ((line = lines.readLine()) != null) {
                            to.accept(line);
                        }
                    } catch (IOException e) {
                        keep("reading its " + what + ": " + e);
                    }
                    to.accept(END);
                },
                "child-" + process.pid() + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    /** The JVM itself may write lines of its own there: a profiler that starts, say. */
    private void answered(String line) {
        if (line.equals(END) || line.startsWith("{")) {
            answers.add(line);
        } else {
            keep(line);
        }
    }

    private void keep(String line) {
        synchronized (errorOutput) {
            errorOutput.add(line);
            if (errorOutput.size() > KEPT_LINES) {
                errorOutput.remove();
            }
        }
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @throws ContestantException if the process is gone, does not answer in time, or answers with an
     *     error
     */
    public Map<String, Object> ask(Map<String, Object> command, long timeoutMillis)
            throws ContestantException, InterruptedException {
        String what = String.valueOf(command.get("do"));
        try {
            process.getOutputStream().write((JSON.std.asString(command) + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            process.waitFor(1, TimeUnit.SECONDS);
            throw new ContestantException(died(what));
        }
        String answer = next(timeoutMillis);
        if (answer == null) {
            throw new ContestantException("no answer to '" + what + "' within " + timeoutMillis / 1000 + " s");
        }
        if (answer.equals(END)) {
            process.waitFor(1, TimeUnit.SECONDS);
            throw new ContestantException(died(what));
        }
        Map<String, Object> parsed = parse(answer);
        if (!Boolean.TRUE.equals(parsed.get("ok"))) {
            throw new ContestantException(String.valueOf(parsed.get("error")));
        }
        return parsed;
    }

    /** In slices: time in which this process was stopped itself, as by a laptop that sleeps, is not the other's. */
    private String next(long timeoutMillis) throws InterruptedException {
        String answer = null;
        for (long waited = 0; answer == null && waited < timeoutMillis; waited += SLICE_MILLIS) {
            answer = answers.poll(Math.min(SLICE_MILLIS, timeoutMillis - waited), TimeUnit.MILLISECONDS);
        }
        return answer;
    }

    private static Map<String, Object> parse(String answer) throws ContestantException {
        try {
            return JSON.std.mapFrom(answer);
        } catch (IOException e) {
            throw new ContestantException("answered with something that is no JSON: " + answer);
        }
    }

    private String died(String what) {
        String how = process.isAlive() ? "closed its output" : "ended with status " + process.exitValue();
        return "its JVM " + how + " at '" + what + "'" + lastWords();
    }

    /** What the process last wrote to its standard error, or nothing. */
    private String lastWords() {
        synchronized (errorOutput) {
            String text = String.join("\n", errorOutput).strip();
            return text.isEmpty() ? "" : ":\n" + text;
        }
    }

    /** Kills the process. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
