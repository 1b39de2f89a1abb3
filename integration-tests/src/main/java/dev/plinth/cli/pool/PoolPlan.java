package dev.plinth.cli.pool;

import java.util.List;

/**
 * How long it is measured.
 *
 * @param rounds measurements of each
 * @param roundMillis the length of one
 * @param warmUps rounds before them that do not count
 * @param jvmOptions of the JVMs that measure
 */
public record PoolPlan(int rounds, long roundMillis, int warmUps, List<String> jvmOptions) {}
