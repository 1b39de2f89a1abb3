/** Writes what came of a comparison: for the terminal, for programs, for people to look at. */
package dev.plinth.cli.report;
