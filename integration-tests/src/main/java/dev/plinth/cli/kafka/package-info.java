/** The comparison for Kafka: kafka-clients on Plinth beside kafka-clients as it comes. */
package dev.plinth.cli.kafka;
