/** What {@code ./plinth faults} does: clients under load, faults on their way to a server, and what became of it all. */
package dev.plinth.cli.faults;
