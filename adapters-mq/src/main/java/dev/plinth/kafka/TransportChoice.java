package dev.plinth.kafka;

/** What {@link KafkaConfig#TRANSPORT} asks for. */
enum TransportChoice {
    AUTO,
    PLINTH,
    STOCK
}
