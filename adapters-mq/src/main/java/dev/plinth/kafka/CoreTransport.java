package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;

/**
 * Where the connections of one client live: all on one core, so that its thread and the core wake each other once
 * for all of its brokers.
 *
 * @param runtime the runtime
 * @param core the core
 * @param framed whether Kafka's frames can be seen: no TLS, which kafka-clients does by itself
 * @param journal is told what becomes of connections
 */
record CoreTransport(AsyncRuntime runtime, int core, boolean framed, Journal journal) {}
