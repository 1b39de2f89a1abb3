package dev.plinth.cli.redis;

import dev.plinth.cli.compare.Row;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says where the gain comes from, so that nobody credits the transport with it. */
final class RedisRemarks {

    /** From this multiple of stock's throughput on, flush merging by itself explains something. */
    private static final double WORTH_TELLING = 1.2;

    private RedisRemarks() {}

    static List<String> of(List<Row> rows) {
        List<Row> merged = rows.stream()
                .filter(row -> row.contestant().name().equals(RedisComparison.STOCK_MERGED))
                .filter(row -> row.workload().load().totalInFlight() > 1)
                .filter(row -> row.ratio() != null && row.ratio().median() >= WORTH_TELLING)
                .toList();
        if (merged.isEmpty()) {
            return List.of();
        }
        return List.of(
                "The gain is in how commands are put together, not in the transport. Most of it is flush merging: with"
                        + " nothing but a FlushConsolidationHandler added,"
                        + " stock Lettuce on " + merged.get(0).activeTransport() + " reaches "
                        + merged.stream()
                                .map(row -> String.format(
                                        Locale.ROOT,
                                        "%.1fx (%s)",
                                        row.ratio().median(),
                                        row.workload().name()))
                                .collect(Collectors.joining(", "))
                        + ". The rest is Plinth's: the commands of a turn share one buffer, and go out in halves, so"
                        + " that client and server work at the same time; that, too, helps on every transport.");
    }
}
