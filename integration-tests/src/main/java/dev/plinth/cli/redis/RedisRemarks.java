package dev.plinth.cli.redis;

import dev.plinth.cli.compare.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says where the gain comes from, so that nobody credits the transport with it. */
final class RedisRemarks {

    /** From this multiple of stock's throughput on, flush merging by itself explains something. */
    private static final double WORTH_TELLING = 1.2;

    private RedisRemarks() {}

    static List<String> of(List<Row> rows) {
        List<String> remarks = new ArrayList<>();
        for (Row row : rows) {
            boolean merged = row.contestant().name().equals(RedisComparison.STOCK_MERGED);
            boolean many = row.workload().load().totalInFlight() > 1;
            if (merged && many && row.ratio() != null && row.ratio().median() >= WORTH_TELLING) {
                remarks.add(String.format(
                        Locale.ROOT,
                        "%s: the gain is flush merging, not the transport: stock Lettuce on %s reaches %.1fx with nothing"
                                + " but a FlushConsolidationHandler added.",
                        row.workload().name(),
                        row.activeTransport(),
                        row.ratio().median()));
            }
        }
        return remarks;
    }
}
