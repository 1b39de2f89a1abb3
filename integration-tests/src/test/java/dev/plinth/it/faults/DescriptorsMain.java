package dev.plinth.it.faults;

import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.RuntimeConfig;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/** An echo server that does as it is told: uses up its file descriptors, and frees them. Argument: the backend. */
public final class DescriptorsMain {

    private static final Deque<InputStream> TAKEN = new ArrayDeque<>();

    private DescriptorsMain() {}

    /** Commands by standard input, an answer to each by standard output. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        try (AsyncRuntime runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend(arguments[0]).cores(1).build())) {
            AsyncListener listener = EchoPair.listen(runtime);
            EchoPair pair = EchoPair.open(runtime, listener, 0);
            pair.assertLives();
            connect(runtime, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
            loadClasses();
            cpuMillis(); // which loads a library
            answer("port " + ((InetSocketAddress) listener.localAddress()).getPort());
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                switch (command) {
                    case "take" -> take();
                    case "connect" -> answer(connect(runtime, listener.localAddress()));
                    case "echo" -> {
                        pair.assertLives();
                        answer("lives");
                    }
                    case "cpu" -> answer(Long.toString(cpuMillis()));
                    case "free" -> free();
                    default -> throw new IllegalArgumentException(command);
                }
            }
        }
    }

    private static void answer(String text) {
        System.out.println("> " + text);
        System.out.flush();
    }

    private static void take() {
        try {
            while (true) {
                TAKEN.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            answer("taken");
        }
    }

    private static void free() throws IOException {
        while (!TAKEN.isEmpty()) {
            TAKEN.remove().close();
        }
        answer("freed");
    }

    private static String connect(AsyncRuntime runtime, SocketAddress address) {
        try {
            runtime.blockOn(runtime.connect(address, ConnectOptions.defaults()).timeout(EchoPair.PATIENCE))
                    .abort();
            return "connected";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private static long cpuMillis() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1_000_000;
    }

    /** While there are descriptors: a class in a folder takes one to be read, and a jar that was not opened yet. */
    private static void loadClasses() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path folder = Path.of(entry);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.map(file -> folder.relativize(file).toString())
                        .filter(file -> file.endsWith(".class") && file.startsWith("dev/plinth/"))
                        .filter(file -> !file.contains("/it/") || file.contains("/faults/"))
                        .map(file -> file.substring(0, file.length() - ".class".length())
                                .replace('/', '.'))
                        .forEach(DescriptorsMain::load);
            }
        }
        load("dev.plinth.NoSuchClass");
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, DescriptorsMain.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // of a library that is not there
        }
    }
}
