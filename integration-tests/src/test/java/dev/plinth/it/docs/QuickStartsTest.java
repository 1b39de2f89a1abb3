package dev.plinth.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README has people copy compiles: each block of Java, with what its reader has already. */
class QuickStartsTest {

    private static final Pattern PART =
            Pattern.compile("^## ([^\\n]*)$|^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final List<String> IMPORTS = List.of(
            "dev.plinth.api.*",
            "dev.plinth.db.*",
            "dev.plinth.kafka.*",
            "dev.plinth.micrometer.*",
            "dev.plinth.nats.*",
            "dev.plinth.pool.*",
            "dev.plinth.redis.*",
            "io.lettuce.core.RedisClient",
            "io.lettuce.core.RedisURI",
            "io.lettuce.core.cluster.RedisClusterClient",
            "io.micrometer.core.instrument.MeterRegistry",
            "io.nats.client.Connection",
            "io.nats.client.Message",
            "io.nats.client.Nats",
            "io.nats.client.Options",
            "io.r2dbc.postgresql.api.PostgresqlConnection",
            "io.r2dbc.spi.ConnectionFactory",
            "java.net.InetSocketAddress",
            "java.time.*",
            "java.util.*",
            "org.apache.kafka.clients.consumer.*",
            "org.apache.kafka.clients.producer.*",
            "org.apache.kafka.common.serialization.*",
            "org.reactivestreams.Publisher",
            "org.springframework.kafka.core.DefaultKafkaProducerFactory",
            "org.springframework.kafka.core.ProducerFactory",
            "reactor.core.publisher.*",
            "reactor.core.scheduler.Scheduler");

    /** By section: the names that its code takes for granted. */
    private static final Map<String, String> READERS_OWN = Map.of(
            "Redis",
            "RedisURI nodeUri;",
            "PostgreSQL",
            "",
            "NATS",
            "Scheduler scheduler; byte[] order; Options.Builder builder; void handle(Message message) {}",
            "Kafka",
            "Map<String, Object> config; Serializer<String> serializer; Deserializer<String> deserializer; String order;"
                    + " Mono<Void> bill(Received<String, String> order) { return Mono.empty(); }"
                    + " Publisher<ProducerRecord<String, String>> invoices(ConsumerRecord<String, String> order) {"
                    + " return Mono.empty(); }",
            "Task queues",
            "Flux<String> flux; void handle(String text) {} int add(int a, int b) { return a + b; }"
                    + " static class Report { void addRow() {} boolean hasMoreRows() { return false; } }",
            "Connection pool",
            "InetSocketAddress one; InetSocketAddress two; record Order() {}"
                    + " Mono<String> askRole(AsyncConnection connection) { return Mono.empty(); }"
                    + " Mono<Order> load(AsyncConnection connection, int id) { return Mono.empty(); }",
            "Statistics",
            "MeterRegistry registry;");

    @Test
    void everyBlockOfJavaCompiles(@TempDir Path classes) throws IOException {
        List<Source> blocks = blocks(ReadmeTest.readme());
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(10);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        problems,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", classpath),
                        null,
                        blocks)
                .call();
        assertThat(problems.getDiagnostics()).isEmpty();
        assertThat(compiled).isTrue();
    }

    private static List<Source> blocks(String readme) {
        List<Source> blocks = new ArrayList<>();
        Matcher parts = PART.matcher(readme);
        String section = "";
        while (parts.find()) {
            if (parts.group(1) != null) {
                section = parts.group(1);
            } else {
                assertThat(READERS_OWN)
                        .as("what a reader of '" + section + "' has")
                        .containsKey(section);
                blocks.add(new Source("Block" + blocks.size(), READERS_OWN.get(section), parts.group(2)));
            }
        }
        return blocks;
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String readersOwn, String block) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            StringBuilder all = new StringBuilder();
            IMPORTS.forEach(type -> all.append("import ").append(type).append(";\n"));
            text = all.append("class ")
                    .append(name)
                    .append(" { AsyncRuntime runtime; ")
                    .append(readersOwn)
                    .append("\nvoid run() throws Exception {\n")
                    .append(block)
                    .append("}}\n")
                    .toString();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
