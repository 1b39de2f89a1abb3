package dev.plinth.cli.compare;

import dev.plinth.cli.load.Load;

/**
 * A load that is compared.
 *
 * @param name as in {@code --workloads} and in the report: {@code get-pipelined-64}
 * @param title in words
 * @param load the load
 */
public record Workload(String name, String title, Load load) {}
