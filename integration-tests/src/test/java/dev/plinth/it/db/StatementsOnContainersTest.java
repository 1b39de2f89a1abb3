package dev.plinth.it.db;

import dev.plinth.it.containers.NeedsDocker;

/** The same on PostgreSQL in a container, with a password. */
@NeedsDocker
class StatementsOnContainersTest extends StatementsTest {}
