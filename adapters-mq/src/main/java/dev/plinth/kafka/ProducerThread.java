package dev.plinth.kafka;

/** What {@link KafkaConfig#PRODUCER_THREAD} asks for. */
enum ProducerThread {
    AUTO,
    CORE,
    OWN
}
