package dev.plinth.cli.report;

import dev.plinth.cli.faults.Cell;
import dev.plinth.cli.faults.Count;
import dev.plinth.cli.faults.Counts;
import dev.plinth.cli.faults.Fault;
import dev.plinth.cli.faults.FaultsReport;
import java.util.ArrayList;
import java.util.List;

/** The faults' report for a terminal. */
public final class FaultsConsole {

    /** The columns, those with figures marked as {@link TextTable} wants it. */
    static final List<String> TITLES = List.of(
            "fault",
            "who",
            ">sent",
            ">confirmed",
            ">lost",
            ">doubled",
            ">wrong",
            ">failed",
            ">hung",
            ">gap ms",
            "promise",
            "first error");

    private static final int ERROR_CHARS = 90;

    private FaultsConsole() {}

    /** The whole report. */
    public static String render(FaultsReport report) {
        StringBuilder text = new StringBuilder();
        for (FaultsReport.Section section : report.sections()) {
            text.append('\n').append(section.title()).append("  [").append(section.name());
            text.append("]\n  ").append(section.server()).append('\n');
            TextTable table = new TextTable(TITLES.toArray(String[]::new));
            for (Fault fault : report.faults()) {
                section.cells(fault).forEach(cell -> table.add(cells(cell).toArray(String[]::new)));
            }
            text.append(table.render("  "));
        }
        text.append('\n');
        report.verdicts().forEach(verdict -> text.append(verdict).append('\n'));
        text.append("gap: the longest time in which nothing was confirmed, from the beginning of the fault on. All who"
                + " are compared meet a fault at the same time.\n");
        return text.toString();
    }

    private static List<String> cells(Cell cell) {
        if (cell.counts() == null) {
            return List.of(
                    cell.fault().key(),
                    cell.who(),
                    (cell.failed() ? "FAILED: " : "not run: ")
                            + cell.problem().lines().findFirst().orElse(""));
        }
        List<String> cells = new ArrayList<>(List.of(cell.fault().key(), cell.who()));
        cells.addAll(figures(cell.counts()));
        cells.add(promise(cell));
        String error = cell.counts().firstError();
        cells.add(error == null ? "" : error.length() > ERROR_CHARS ? error.substring(0, ERROR_CHARS) + "…" : error);
        return cells;
    }

    /** The columns from {@code sent} to {@code gap ms}. */
    static List<String> figures(Counts counts) {
        List<String> figures = new ArrayList<>();
        figures.add(Integer.toString(counts.sent()));
        figures.add(Integer.toString(counts.confirmed()));
        for (Count count : Count.values()) {
            figures.add(Integer.toString(counts.of(count)));
        }
        figures.add(Long.toString(counts.gapMillis()));
        return figures;
    }

    /** Whether it was kept, in words. */
    static String promise(Cell cell) {
        if (cell.broken().isEmpty()) {
            return "kept";
        }
        return (cell.isPlinth() ? "BROKEN: " : "would be broken: ") + String.join(", ", cell.broken());
    }
}
