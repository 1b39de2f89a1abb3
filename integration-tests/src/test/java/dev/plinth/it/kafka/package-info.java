/** The Kafka adapter on every backend, against real brokers. */
package dev.plinth.it.kafka;
