/** Programs that are not ours, in C: where they are, or how to get them. */
package dev.plinth.cli.programs;
