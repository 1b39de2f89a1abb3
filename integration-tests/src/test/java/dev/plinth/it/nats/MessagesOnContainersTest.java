package dev.plinth.it.nats;

import dev.plinth.it.containers.NeedsDocker;

/** The same on NATS in a container. */
@NeedsDocker
class MessagesOnContainersTest extends MessagesTest {}
