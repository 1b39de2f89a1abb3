package dev.plinth.cli.kafka;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Libraries;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kafka: kafka-clients on Plinth beside kafka-clients as it comes. */
public final class KafkaComparison implements Comparison {

    static final List<Integer> SIZES = List.of(200, 4096);
    static final List<String> COMPRESSIONS = List.of("none", "lz4");

    /** Records per second of the latency workloads: what the machine does without strain. */
    private static final int RATE = 1_000;

    /** Ends the name of the contestant whose producers a core runs. */
    private static final String ON_CORE = "-producer-on-core";

    private static final Libraries KAFKA = Libraries.only("kafka-clients-", "lz4-java-", "zstd-jni-", "snappy-java-");

    /** Made by {@link dev.plinth.cli.compare.Comparisons}. */
    public KafkaComparison() {}

    @Override
    public String adapter() {
        return "kafka";
    }

    @Override
    public String title() {
        return "Kafka";
    }

    @Override
    public List<Workload> workloads() {
        List<Workload> all = new ArrayList<>();
        for (int size : SIZES) {
            for (String compression : COMPRESSIONS) {
                String what = size + " bytes, " + (compression.equals("none") ? "uncompressed" : compression);
                add(all, KafkaOperation.PRODUCE, size, compression, "producer, acks=all, " + what);
                add(all, KafkaOperation.CLASSIC, size, compression, "classic consumer, " + what);
                add(all, KafkaOperation.KIP_848, size, compression, "KIP-848 consumer, " + what);
            }
        }
        add(all, KafkaOperation.ACKNOWLEDGED, 200, "none", "one caller that waits for each record's acknowledgement");
        addLatency(all, 200, "none");
        addLatency(all, 4096, "lz4");
        return all;
    }

    private static void add(List<Workload> all, String what, int size, String compression, String title) {
        all.add(new Workload(
                what + "-" + size + "-" + compression,
                title,
                new Load(new KafkaOperation(what, size, compression).text(), true, 1, 1, false)));
    }

    private static void addLatency(List<Workload> all, int size, String compression) {
        all.add(new Workload(
                KafkaOperation.LATENCY + "-" + size + "-" + compression,
                "end-to-end latency at " + RATE + " records a second, each from when it was to be sent until a KIP-848"
                        + " consumer has it; acks=all, linger.ms=0, " + size + " bytes, "
                        + (compression.equals("none") ? "uncompressed" : compression),
                new Load(new KafkaOperation(KafkaOperation.LATENCY, size, compression).text(), false, 64, 1, false)
                        .at(RATE)));
    }

    @Override
    public List<String> quickWorkloads() {
        return List.of("produce-200-none", "consume-classic-200-none", "consume-kip848-200-none", "latency-200-none");
    }

    @Override
    public int mostWarmUps() {
        return 3; // kafka-clients keep the JIT busy for long, which takes the CPU from them
    }

    @Override
    public String unit() {
        return "record";
    }

    @Override
    public List<Contestant> peers() {
        return List.of(
                peer("stock", "stock kafka-clients", "as shipped", Map.of()),
                peer(
                        "stock-system-buffers",
                        "stock, system's buffers",
                        "with send.buffer.bytes and receive.buffer.bytes set to -1, which is what Plinth's connections"
                                + " have where nothing is set",
                        Map.of(StockKafka.SYSTEM_BUFFERS, "true")));
    }

    private static Contestant peer(String name, String client, String description, Map<String, String> options) {
        return new Contestant(name, client, null, description, StockKafka.class.getName(), KAFKA, options, null);
    }

    @Override
    public Contestant plinth(String backend, String notRun) {
        return plinth(
                backend,
                "kafka-clients on Plinth",
                backend,
                "the Kafka adapter on backend " + backend
                        + ", producers with threads of their own, which is the default",
                Map.of("backend", backend),
                notRun);
    }

    @Override
    public List<Contestant> plinthInOtherWays(String backend) {
        return List.of(plinth(
                backend + ON_CORE,
                "kafka-clients on Plinth, producer on a core",
                backend,
                "the same on backend " + backend + " with plinth.kafka.producer-thread=core",
                Map.of("backend", backend, PlinthKafkaClient.PRODUCER_THREAD, "core"),
                null));
    }

    @Override
    public String without(Contestant contestant, Workload workload) {
        boolean consumesOnly = KafkaOperation.parse(workload.load().operation()).consumes();
        return consumesOnly && contestant.name().endsWith(ON_CORE) ? "it differs in its producers alone" : null;
    }

    private static Contestant plinth(
            String name,
            String client,
            String backend,
            String description,
            Map<String, String> options,
            String notRun) {
        return new Contestant(
                name,
                client,
                backend,
                description,
                PlinthKafkaClient.class.getName(),
                Libraries.allBut("vertx-", "embedded-", "jedis-", "picocli-"),
                options,
                notRun);
    }

    @Override
    public List<ServerKind> serverKinds() {
        return List.of(ServerKind.KAFKA);
    }

    @Override
    public Server server(Servers from, List<Workload> workloads) throws IOException {
        return KafkaServer.on(
                from.start(ServerKind.KAFKA),
                workloads.stream()
                        .map(each -> KafkaOperation.parse(each.load().operation()))
                        .toList());
    }

    @Override
    public String uriOption() {
        return StockKafka.SERVERS;
    }

    @Override
    public long suiteMillis() {
        return 5_000;
    }

    @Override
    public List<String> remarks(List<Row> rows) {
        return List.of(
                "A record counts once it was handed to the producer, which holds at most " + KafkaLine.MEMORY_MIB
                        + " MiB of them (buffer.memory), or once it was taken from the consumer. Broker and client share"
                        + " the machine.",
                "The latency of a record counts from the time at which it was to be sent, whatever held its sender up.");
    }
}
