package dev.plinth.cli.faults;

import dev.plinth.cli.servers.ServerKind;
import java.util.List;

/** Kafka: an idempotent producer that waits for all replicas, a consumer that acknowledges, and an exactly-once copier. */
final class KafkaTrial implements Trial {

    static final Workload PRODUCE = Workload.sending(
            "produce",
            "Kafka, by kafka-clients: records of 500 bytes, acks=all, idempotent; a record fails after 20 s",
            "A record that was confirmed is in the topic, once; one that failed is there once or not at all.");

    static final Workload RECEIVE = Workload.arriving(
            "receive",
            "Kafka, by kafka-clients: records of 500 bytes are received, and committed once they were acknowledged",
            "Every record that is in the topic comes: at least once.",
            true);

    static final Workload COPY = Workload.arriving(
            "copy",
            "Kafka, by kafka-clients: records of 500 bytes are copied to another topic in transactions, with the"
                    + " offsets of the first",
            "Every record that is in the first topic comes to the second exactly once.",
            false);

    @Override
    public String adapter() {
        return "kafka";
    }

    @Override
    public ServerKind server() {
        return ServerKind.KAFKA;
    }

    @Override
    public List<Workload> workloads() {
        return List.of(PRODUCE, RECEIVE, COPY);
    }

    @Override
    public Takes takes() {
        return new Takes(12_000, 1_700, 5_000, 1_000);
    }

    @Override
    public TrialServer on(Site site) {
        return new KafkaTrialServer(site.direct());
    }
}
