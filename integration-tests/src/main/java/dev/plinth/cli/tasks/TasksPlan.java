package dev.plinth.cli.tasks;

/**
 * How much is run.
 *
 * @param tasks how many tasks a measurement of spawning hands over
 * @param warmUps how often that is done before the first round
 * @param windowMillis how long messages go from core to core
 * @param sharesMillis how long a core is kept busy, which must be enough for the queue with few shares
 * @param idleMillis how long nothing is done, to see what that costs
 * @param budgetMillis no round is begun that could not end within this time
 */
public record TasksPlan(
        int tasks, int warmUps, int rounds, long windowMillis, long sharesMillis, long idleMillis, long budgetMillis) {}
