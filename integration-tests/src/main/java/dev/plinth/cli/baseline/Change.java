package dev.plinth.cli.baseline;

import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;

/**
 * A figure of a row, then and now.
 *
 * @param figure null if the row is lost
 * @param then the median of then; null if the row is lost
 * @param now the median of now; null if the row is lost
 * @param ratio now as a multiple of then: of the medians, and of the rounds that are farthest apart either way
 * @param toStock the same of the multiples of the stock client in the same run, which a slow machine slows, too; null
 *     if there is none
 */
public record Change(Row row, Figure figure, Double then, Double now, Spread ratio, Spread toStock, Verdict verdict) {

    /** The row in a message: {@code redis get-blocking-1 netty-epoll, Redis 7.0.15}. */
    public String name() {
        return row.adapter() + " " + row.workload().name() + " "
                + row.contestant().name() + (row.server().isEmpty() ? "" : ", " + row.server());
    }
}
