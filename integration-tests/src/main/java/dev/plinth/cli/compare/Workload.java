package dev.plinth.cli.compare;

import dev.plinth.cli.load.Load;

/**
 * A load that is compared.
 *
 * @param name as in {@code --workloads} and in the report: {@code get-pipelined-64}
 * @param title in words
 * @param load the load
 */
public record Workload(String name, String title, Load load) {

    /** The same as an open loop: {@code get-blocking-64@5000}. */
    Workload at(double rate) {
        String number = rate == Math.rint(rate) ? Long.toString(Math.round(rate)) : Double.toString(rate);
        return new Workload(name + "@" + number, title + ", " + number + " a second due", load.at(rate));
    }
}
