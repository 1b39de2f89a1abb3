package dev.plinth.cli.report;

import dev.plinth.cli.baseline.Changes;
import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import java.util.List;
import java.util.Map;

/**
 * All that a report shows.
 *
 * @param environment the machine and the versions, by name, in the order of the report
 * @param changes since an earlier report; null if it is compared with none
 * @param benches what was measured of the runtime by itself
 */
public record Report(
        List<Outcome> outcomes, Map<String, String> environment, Changes changes, List<BenchReport> benches) {

    /** The rows of all adapters. */
    public List<Row> rows() {
        return outcomes.stream().flatMap(outcome -> outcome.rows().stream()).toList();
    }
}
