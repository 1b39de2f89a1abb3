package dev.plinth.cli.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The size of this process. */
final class ProcessFacts {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessFacts() {}

    /** {@code threads} (of the operating system, the JVM's own included) and, on Linux, {@code rssKb}. */
    static Map<String, Object> read() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        facts.put("rssKb", 0);
        if (Files.isReadable(STATUS)) {
            try {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith("Threads:")) {
                        facts.put("threads", number(line));
                    } else if (line.startsWith("VmRSS:")) {
                        facts.put("rssKb", number(line));
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException("cannot read " + STATUS + ": " + e, e);
            }
        }
        return facts;
    }

    private static int number(String line) {
        return Integer.parseInt(line.replaceAll("\\D", ""));
    }
}
