package dev.plinth.it.kafka;

import dev.plinth.it.containers.NeedsDocker;

/** The same on Kafka in a container. */
@NeedsDocker
class ClientsOnContainersTest extends ClientsTest {}
