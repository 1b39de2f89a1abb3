package dev.plinth.cli.report;

import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.machine.MachineFacts;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a report says of the circumstances. */
public final class Environment {

    /** What is not among the figures, and why. */
    public static final String NOT_COUNTED =
            "not counted per operation, but for what a runtime of Plinth tells of its rings (submissions, polls, sleeps,"
                    + " wake-ups). perf, attached to a running process, missed from half to nearly all calls of a known"
                    + " number; a process under strace is so slow that it puts more work into each call; /proc/PID/io"
                    + " leaves out send, recv, epoll_wait and io_uring_enter; the clients do not tell their flushes, and"
                    + " to count those would change their pipelines";

    private Environment() {}

    /** The machine, what the contestants told of their versions, and how this was run. */
    public static Map<String, String> of(List<Outcome> outcomes, List<String> arguments) {
        Map<String, String> all = of(arguments);
        for (Outcome outcome : outcomes) {
            outcome.facts().values().forEach(opened -> {
                all.putIfAbsent("CPU clock", String.valueOf(opened.get("cpuClock")));
                all.putIfAbsent("64 blocking callers are", String.valueOf(opened.get("blockingCallers")));
                Map<?, ?> facts = (Map<?, ?>) opened.get("facts");
                copy(facts, "lettuce", all, "Lettuce");
                copy(facts, "vertx", all, "Vert.x");
                copy(facts, "r2dbc", all, "r2dbc-postgresql");
                copy(facts, "vertxPg", all, "vertx-pg-client and its Vert.x");
                copy(facts, "pgjdbc", all, "pgjdbc");
                copy(facts, "pgbench", all, "pgbench");
                copy(facts, "redis-benchmark", all, "redis-benchmark");
            });
            all.merge(
                    outcome.plan().comparison().adapter() + " server",
                    outcome.serverName() + " (" + outcome.server() + ")",
                    (one, other) -> one + "; " + other);
        }
        return all;
    }

    /** The machine, and how this was run. */
    public static Map<String, String> of(List<String> arguments) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("date", OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.put("command line", "plinth " + withoutPasswords(String.join(" ", arguments)));
        all.putAll(MachineFacts.read());
        String more = System.getenv("PLINTH_CHILD_OPTS");
        if (more != null && !more.isBlank()) {
            all.put(
                    "extra JVM options",
                    more.trim() + " (PLINTH_CHILD_OPTS): figures with a profiler are no benchmark");
        }
        return all;
    }

    /** In front of a host, or among the parameters. */
    private static String withoutPasswords(String text) {
        return text.replaceAll("(\\w+://)[^@\\s,?]*@", "$1***@").replaceAll("((?i)password)=[^&\\s,]*", "$1=***");
    }

    private static void copy(Map<?, ?> from, String name, Map<String, String> to, String as) {
        if (from.get(name) != null) {
            to.putIfAbsent(as, from.get(name).toString());
        }
    }
}
