package dev.plinth.cli.service;

import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.r2dbc.spi.ConnectionFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import reactor.core.publisher.Mono;

/** What the service calls: the clients' own types where the stock stack and Plinth have the same. */
interface Clients {

    RedisReactiveCommands<String, String> redis();

    ConnectionFactory db();

    /** A request over NATS; the reply. */
    Mono<byte[]> ask(byte[] request);

    /** A record to Kafka, acknowledged. */
    Mono<RecordMetadata> record(byte[] value);

    /** A consumer of Kafka, by no group, for who wants to see what was recorded; the caller's to close. */
    Consumer<byte[], byte[]> consumer();
}
