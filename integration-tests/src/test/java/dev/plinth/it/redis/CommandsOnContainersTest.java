package dev.plinth.it.redis;

import dev.plinth.it.containers.NeedsDocker;

/** The same on Redis in a container. */
@NeedsDocker
class CommandsOnContainersTest extends CommandsTest {}
