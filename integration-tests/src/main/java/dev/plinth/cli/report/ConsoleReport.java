package dev.plinth.cli.report;

import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Figures;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Workload;

/** The report for a terminal. */
public final class ConsoleReport {

    private static final String INDENT = "  ";
    private static final int LONGEST = 90;

    private ConsoleReport() {}

    /** The whole report. */
    public static String render(Report report) {
        StringBuilder text = new StringBuilder();
        for (Outcome outcome : report.outcomes()) {
            for (Workload workload : outcome.plan().workloads()) {
                workload(text, outcome, workload);
            }
            remarks(text, outcome);
        }
        report.benches()
                .forEach(bench -> text.append('\n').append(bench.title()).append(BenchConsole.render(bench)));
        text.append(Matrix.of(report.outcomes()).console());
        text.append("\nIn short\n");
        for (Outcome outcome : report.outcomes()) {
            Summary summary = Summary.of(outcome);
            text.append(INDENT)
                    .append(summary.title())
                    .append(": ")
                    .append(summary.advice())
                    .append('\n');
            summary.reasons()
                    .forEach(reason ->
                            text.append(INDENT + INDENT).append(reason).append('\n'));
        }
        if (report.changes() != null) {
            text.append(ChangesTable.console(report.changes()));
        }
        return text.toString();
    }

    private static void workload(StringBuilder text, Outcome outcome, Workload workload) {
        text.append('\n')
                .append(workload.title())
                .append("  [")
                .append(workload.name())
                .append("]")
                .append(outcome.serverName().isEmpty() ? "" : "  on " + outcome.serverName())
                .append('\n');
        TextTable table = new TextTable(
                "client",
                "backend",
                "active transport",
                ">ops/s",
                ">p50 us",
                ">p99 us",
                ">p99.9 us",
                ">CPU us/op",
                ">x stock (min..max)",
                ">CPU x stock",
                ">conns",
                ">threads",
                ">RSS MB",
                ">errors");
        for (Row row : outcome.rows()) {
            if (row.workload().equals(workload)) {
                line(table, row);
            }
        }
        text.append(table.render(INDENT));
        Verdicts.of(outcome, workload)
                .forEach(sentence -> text.append(INDENT).append(sentence).append('\n'));
    }

    private static void line(TextTable table, Row row) {
        String client = row.contestant().client();
        String backend = row.contestant().isPlinth() ? row.contestant().backend() : "-";
        Figures figures = row.figures();
        if (figures == null) {
            String why = row.problem() == null ? "no figures" : firstLine(row.problem());
            table.add(client, backend, (row.failed() ? "FAILED: " : "not run: ") + why);
            return;
        }
        table.add(
                client,
                backend,
                row.activeTransport(),
                Numbers.of(Figure.OPS_PER_SEC, figures.value(Figure.OPS_PER_SEC)),
                Numbers.of(Figure.P50, figures.value(Figure.P50)),
                Numbers.of(Figure.P99, figures.value(Figure.P99)),
                Numbers.of(Figure.P999, figures.value(Figure.P999)),
                Numbers.of(Figure.CPU, figures.value(Figure.CPU)),
                Numbers.ratio(row.ratio()),
                row.cpuRatio() == null ? "-" : Numbers.ratio(row.cpuRatio().median()),
                Integer.toString(figures.connections()),
                Numbers.of(Figure.THREADS, figures.value(Figure.THREADS)),
                Numbers.of(Figure.RSS, figures.value(Figure.RSS)),
                Integer.toString(figures.errors()));
        if (row.problem() != null) {
            table.add(client, backend, "FAILED: " + firstLine(row.problem()));
        }
    }

    private static void remarks(StringBuilder text, Outcome outcome) {
        text.append('\n');
        outcome.plan()
                .comparison()
                .remarks(outcome.rows())
                .forEach(remark -> text.append(remark).append('\n'));
        outcome.plan()
                .contestants()
                .forEach(contestant -> text.append(contestant.name())
                        .append(": ")
                        .append(contestant.client())
                        .append(", ")
                        .append(contestant.description())
                        .append('\n'));
        outcome.warnings().forEach(warning -> text.append(warning).append('\n'));
        outcome.rows().stream()
                .filter(row -> row.problem() != null)
                .map(row -> row.contestant().name() + (row.failed() ? " failed: " : " was not run: ") + row.problem())
                .distinct()
                .forEach(problem -> text.append(problem).append('\n'));
        text.append("server: ").append(outcome.server()).append('\n');
        text.append(outcome.rounds()).append(" round(s) of ");
        text.append(outcome.plan().windowMillis()).append(" ms; figures are medians, min..max is over the rounds");
        if (outcome.rounds() < outcome.plan().rounds()) {
            text.append(" (").append(outcome.plan().rounds()).append(" were planned: the time was up)");
        }
        text.append(".\n");
    }

    /** For the table; the whole of it stands below. */
    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
