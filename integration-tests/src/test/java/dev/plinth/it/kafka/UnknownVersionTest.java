package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.kafka.KafkaConfig;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A kafka-clients that nobody has tested with: today's, but by its own account another version. */
class UnknownVersionTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.plinth.kafka");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(logged);
    }

    /** Has kafka-clients and what is ours above it anew, with the version that a folder says. */
    private static final class OtherVersion extends URLClassLoader {

        OtherVersion(URL[] urls) {
            super(urls, OtherVersion.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("org.apache.kafka.")
                        || name.startsWith("dev.plinth.kafka.")
                        || name.equals(UnknownVersionProbe.class.getName())) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded != null ? loaded : findClass(name);
                }
                return super.loadClass(name, resolve);
            }
        }

        @Override
        public URL getResource(String name) {
            URL own = findResource(name);
            return own != null ? own : super.getResource(name);
        }
    }

    private Map<String, String> info(String version, String transport) throws Exception {
        String servers = Broker.shared().servers();
        Path file = Files.createDirectories(folder.resolve("kafka")).resolve("kafka-version.properties");
        Files.writeString(file, "version=" + version + "\n");
        List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : own.split(File.pathSeparator)) {
            urls.add(url(entry));
        }
        try (OtherVersion loader = new OtherVersion(urls.toArray(URL[]::new));
                AsyncRuntime runtime = AsyncRuntime.create(RuntimeConfig.builder()
                        .backend("netty-nio")
                        .cores(1)
                        .set(KafkaConfig.TRANSPORT, transport)
                        .build())) {
            Thread.currentThread().setContextClassLoader(loader); // kafka-clients looks for its classes there
            @SuppressWarnings("unchecked")
            BiFunction<AsyncRuntime, String, Map<String, String>> probe =
                    (BiFunction<AsyncRuntime, String, Map<String, String>>)
                            loader.loadClass(UnknownVersionProbe.class.getName())
                                    .getConstructor()
                                    .newInstance();
            return probe.apply(runtime, servers);
        } finally {
            Thread.currentThread().setContextClassLoader(OtherVersion.class.getClassLoader());
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    private List<String> warnings() {
        return logged.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void autoKeepsTheStockTransportAndSaysSoOnce() throws Exception {
        assertThat(info("4.5.0", "auto").get("transport")).startsWith("stock (").contains("4.5.0", "4.0 to 4.4");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("kafka-clients 4.5.0", "keep their own sockets", "plinth.kafka.transport=stock");
    }

    @Test
    void plinthIsRequiredAndCannotBeHad() {
        assertThatThrownBy(() -> info("5.0.0", "plinth"))
                .isInstanceOf(PlinthException.class)
                .hasMessageContaining("kafka-clients 5.0.0")
                .hasMessageContaining("plinth.kafka.transport=plinth")
                .hasMessageContaining("4.0 to 4.4")
                .hasMessageContaining("auto or stock");
    }

    @Test
    void stockSaysNothing() throws Exception {
        assertThat(info("4.5.0", "stock")).containsEntry("transport", "stock (plinth.kafka.transport=stock)");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aKnownVersionIsCarried() throws Exception {
        assertThat(info("4.4.7", "auto")).containsEntry("transport", "plinth").containsEntry("kafka-clients", "4.4.7");
        assertThat(warnings()).isEmpty();
    }
}
