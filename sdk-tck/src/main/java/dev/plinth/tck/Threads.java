package dev.plinth.tck;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The threads that live, as "number name". Virtual ones too, where the JVM can list them (21+). */
final class Threads {

    private static final Pattern VIRTUAL = Pattern.compile("#(\\d+) \"([^\"]*)\" virtual");

    private Threads() {}

    /** All but those that the JVM, the kit and Reactor's shared schedulers keep for themselves. */
    static Set<String> alive() {
        Set<String> names = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system")
                        && !thread.getThreadGroup().getName().equals("InnocuousThreadGroup")
                        && !thread.getClass().getName().startsWith("jdk.internal"))
                .filter(thread -> !thread.getName().startsWith("tck-")
                        && !thread.getName().startsWith("awaitility")
                        && !thread.getName().startsWith("boundedElastic-")
                        && !thread.getName().startsWith("parallel-")
                        && !thread.getName().startsWith("Common-Cleaner"))
                .map(thread -> id(thread) + " " + thread.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        names.addAll(virtual());
        return names;
    }

    @SuppressWarnings("deprecation") // threadId() came with Java 19
    private static long id(Thread thread) {
        return thread.getId();
    }

    /** By reflection, since HotSpotDiagnosticMXBean.dumpThreads came with Java 21. */
    private static Set<String> virtual() {
        Set<String> found = new TreeSet<>();
        try {
            Class<?> type = com.sun.management.HotSpotDiagnosticMXBean.class;
            Class<?> format = Class.forName(type.getName() + "$ThreadDumpFormat");
            Object text = format.getField("TEXT_PLAIN").get(null);
            Object diagnostics = ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
            Path file = Files.createTempDirectory("tck-threads").resolve("dump.txt");
            type.getMethod("dumpThreads", String.class, format).invoke(diagnostics, file.toString(), text);
            Matcher matcher = VIRTUAL.matcher(Files.readString(file));
            while (matcher.find()) {
                found.add(matcher.group(1) + " " + matcher.group(2) + " (virtual)");
            }
            Files.delete(file);
            Files.delete(file.getParent());
        } catch (ClassNotFoundException e) {
            return found; // an older JVM
        } catch (ReflectiveOperationException | java.io.IOException e) {
            throw new IllegalStateException("the virtual threads cannot be listed", e);
        }
        return found;
    }
}
