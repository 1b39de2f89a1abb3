package dev.plinth.cli.service;

import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.r2dbc.spi.ConnectionFactory;
import reactor.core.publisher.Mono;

/** What the service calls: the clients' own types where the stock stack and Plinth have the same. */
interface Clients {

    RedisReactiveCommands<String, String> redis();

    ConnectionFactory db();

    /** A request over NATS; the length of the reply. */
    Mono<Integer> ask(byte[] request);

    /** A record to Kafka, acknowledged. */
    Mono<?> record(byte[] value);
}
