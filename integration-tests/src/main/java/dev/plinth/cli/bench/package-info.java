/**
 * What {@code ./plinth bench} measures by: sections, who takes part in each, interleaved rounds, and
 * what came of them. Knows nothing of echo servers or tasks.
 */
package dev.plinth.cli.bench;
