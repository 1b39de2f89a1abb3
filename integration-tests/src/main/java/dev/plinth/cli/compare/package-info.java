/**
 * Runs contestants against each other: each in a JVM of its own, one at a time, in interleaved
 * rounds. An adapter's comparison is one class, {@link dev.plinth.cli.compare.Comparison}.
 */
package dev.plinth.cli.compare;
