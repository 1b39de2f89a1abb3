package dev.plinth.cli.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The size of a process. */
public final class ProcessFacts {

    private ProcessFacts() {}

    /** Of this process: {@code threads} (of the operating system, the JVM's own included) and {@code rssKb}. */
    static Map<String, Object> read() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        facts.putAll(read(ProcessHandle.current().pid()));
        return facts;
    }

    /** Of process {@code pid}: {@code rssKb} and, on Linux, {@code threads}; 0 where it cannot be told. */
    public static Map<String, Object> read(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("rssKb", 0);
        if (Files.isReadable(status)) {
            try {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("Threads:")) {
                        facts.put("threads", number(line));
                    } else if (line.startsWith("VmRSS:")) {
                        facts.put("rssKb", number(line));
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException("cannot read " + status + ": " + e, e);
            }
        }
        return facts;
    }

    private static int number(String line) {
        return Integer.parseInt(line.replaceAll("\\D", ""));
    }
}
