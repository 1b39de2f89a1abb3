/**
 * Benchmarks of tasks: what it costs to hand one to a core, how long a message between cores takes,
 * how a busy core divides its time, and what an idle one costs. {@link
 * dev.plinth.cli.tasks.TasksMain} runs in the JVM of one participant, {@link
 * dev.plinth.cli.tasks.TasksBench} commands all of them.
 */
package dev.plinth.cli.tasks;
