package dev.plinth.cli.kafka;

/** The clients of one workload. */
interface KafkaClients {

    /** Closes them. */
    void close();
}
