/** Holds a report against an earlier one: what changed, and whether the spread of the figures allows saying so. */
package dev.plinth.cli.baseline;
