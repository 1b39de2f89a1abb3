package dev.plinth.cli.db;

/** What every client makes of a row that it has read. */
record Item(int id, String name, long amount) {}
