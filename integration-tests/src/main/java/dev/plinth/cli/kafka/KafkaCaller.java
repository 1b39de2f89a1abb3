package dev.plinth.cli.kafka;

import dev.plinth.cli.load.Line;

/** A caller with a client of its own. */
interface KafkaCaller extends Line.Caller, KafkaClients {}
