package dev.plinth.cli.db;

import dev.plinth.cli.db.Dataset.Operation;
import dev.plinth.cli.load.CpuClock;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.load.OwnLoad;
import dev.plinth.cli.load.ProcessFacts;
import dev.plinth.cli.programs.DebianProgram;
import dev.plinth.cli.programs.NativeProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * PostgreSQL's own load generator, in C, with the same statements: a connection for each caller, prepared
 * statements, no pipelining. It does not look at the rows that it gets.
 */
public final class Pgbench implements OwnLoad {

    /** Option: how many callers it plays at most; the rest of those asked for have no counterpart. */
    static final String MOST = "most";

    private static final DebianProgram PROGRAM =
            new DebianProgram("pgbench", "postgresql", "libpq5", "usr/lib/postgresql/*/bin");

    /** One latency in so many is taken, as with the other clients. */
    private static final double SAMPLED = 1.0 / 16;

    private static final int CONNECT_MILLIS_PER_CALLER = 5;

    /** It is told to end; on a machine that does much else that may be late. */
    private static final int SPARE_SECONDS = 20;

    /** Each waits twice as long for its connections as the one before. */
    private static final int MOST_TRIES = 4;

    private NativeProgram program;
    private DbUrl url;
    private Path folder;
    private int connections;
    private int most;
    private long connectMillisPerCaller = CONNECT_MILLIS_PER_CALLER;

    /** Made by name. */
    public Pgbench() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        program = PROGRAM.find();
        url = DbUrl.parse(options.get(DbComparison.URI));
        most = Integer.parseInt(options.get(MOST));
        folder = Files.createTempDirectory("plinth-pgbench");
        return List.of();
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public Map<String, String> facts() throws Exception {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(ACTIVE_TRANSPORT, "libpq");
        facts.put("pgbench", program.version() + ", " + program.path());
        return facts;
    }

    @Override
    public Map<String, Object> measure(Load load, long rampMillis, long windowMillis) throws Exception {
        connections = Math.min(load.totalInFlight(), most);
        for (int i = 1; ; i++) {
            Map<String, Object> result = tried(load, rampMillis, windowMillis);
            if (result != null) {
                return result;
            }
            if (i == MOST_TRIES) {
                throw new IllegalStateException("pgbench did not open its " + connections + " connections within "
                        + connectMillisPerCaller * connections + " ms");
            }
            connectMillisPerCaller *= 2;
        }
    }

    /** Null if its connections were not open in time, which it alone knows, and tells in the end. */
    private Map<String, Object> tried(Load load, long rampMillis, long windowMillis) throws Exception {
        Path script = folder.resolve(load.operation() + ".sql");
        Files.writeString(script, script(Operation.of(load.operation())));
        long before = rampMillis + connectMillisPerCaller * connections;
        Process process = start(script, (before + windowMillis) / 1000 + SPARE_SECONDS, load.rate());
        try {
            Thread.sleep(before);
            CpuClock cpu = CpuClock.start(process.pid());
            long start = System.nanoTime();
            Thread.sleep(windowMillis);
            long cpuNanos = cpu.elapsedNanos();
            long contextSwitches = cpu.contextSwitches();
            long nanos = System.nanoTime() - start;
            Map<String, Object> result = new LinkedHashMap<>(ProcessFacts.read(process.pid()));
            end(process);
            PgbenchOutput output = PgbenchOutput.of(
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8), latencies());
            if (output.perSecond() == 0) {
                return null;
            }
            connectMillisPerCaller =
                    Math.max(connectMillisPerCaller, (long) Math.ceil(1.5 * output.connectMillis() / connections));
            result.put("count", Math.round(output.perSecond() * nanos / 1e9));
            result.put("nanos", nanos);
            result.put("cpuNanos", cpuNanos);
            if (contextSwitches >= 0) {
                result.put("contextSwitches", contextSwitches);
            }
            result.put("p50Nanos", output.latencyNanos(0.50));
            result.put("p90Nanos", output.latencyNanos(0.90));
            result.put("p99Nanos", output.latencyNanos(0.99));
            result.put("p999Nanos", output.latencyNanos(0.999));
            result.put("connections", connections);
            result.put("errors", 0);
            return result;
        } finally {
            process.destroyForcibly();
            clear();
        }
    }

    private Process start(Path script, long seconds, double rate) throws IOException {
        int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
        List<String> arguments = new ArrayList<>(List.of(
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + connections,
                "--jobs=" + threads,
                "--time=" + seconds, // it is told to end before; should we die, it ends by itself
                "--file=" + script,
                "--log",
                "--log-prefix=" + folder.resolve("log"),
                "--sampling-rate=" + SAMPLED,
                "--host=" + url.host(),
                "--port=" + url.port(),
                "--username=" + url.user(),
                url.database()));
        if (rate > 0) {
            arguments.add(0, "--rate=" + rate); // it, too, counts latencies from when a transaction was due
        }
        return program.command(arguments, Map.of("PGPASSWORD", url.password())).start();
    }

    /** As its own alarm clock does when the time is up: it stops, and tells its figures. */
    private static void end(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -ALRM " + process.pid()).start().waitFor();
    }

    /** What a thread of it logged: {@code client, number, microseconds, …} for each operation of the sample. */
    private List<Long> latencies() throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (Stream<Path> logs =
                Files.list(folder).filter(file -> file.getFileName().toString().startsWith("log"))) {
            for (Path log : logs.toList()) {
                for (String line : Files.readAllLines(log)) {
                    nanos.add(1000 * Long.parseLong(line.split(" ")[2]));
                }
            }
        }
        return nanos;
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** The statements with its own variables in place of the parameters. */
    static String script(Operation operation) {
        String item = "\\set id random(1, " + Dataset.ITEMS + ")\n";
        String insert =
                Dataset.INSERT.replace("$1", ":id").replace("$2", ":id").replace("$3", "'" + Dataset.NOTE + "'");
        return switch (operation) {
            case SELECT -> item + Dataset.SELECT.replace("$1", ":id") + ";\n";
            case ROWS ->
                "\\set id random(1, " + (Dataset.ITEMS - Dataset.MANY) + ")\n" + Dataset.ROWS.replace("$1", ":id")
                        + ";\n";
            case INSERT -> item + insert + ";\n";
            case TRANSACTION ->
                item + "BEGIN;\n"
                        + Dataset.UPDATE.replace("$1", "1").replace("$2", ":id") + ";\n"
                        + Dataset.SELECT.replace("$1", ":id") + ";\n" + insert + ";\nEND;\n";
        };
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
