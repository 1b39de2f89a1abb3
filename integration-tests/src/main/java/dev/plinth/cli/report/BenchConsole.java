package dev.plinth.cli.report;

import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Section;
import dev.plinth.cli.compare.Spread;
import java.util.ArrayList;
import java.util.List;

/** A benchmark's report for a terminal. */
public final class BenchConsole {

    private static final String INDENT = "  ";

    private BenchConsole() {}

    /** The whole report. */
    public static String render(BenchReport report) {
        StringBuilder text = new StringBuilder();
        for (Section section : report.sections()) {
            text.append('\n').append(section.title());
            text.append("  [").append(section.name()).append("]\n");
            text.append(table(report, section));
        }
        text.append('\n');
        report.remarks().forEach(remark -> text.append(remark).append('\n'));
        report.entries().stream()
                .filter(entry -> entry.problem() != null)
                .map(entry -> entry.participant().name()
                        + (entry.failed() ? " failed: " : " was not run: ")
                        + entry.problem())
                .distinct()
                .forEach(problem -> text.append(problem).append('\n'));
        text.append(report.rounds()).append(" round(s); figures are medians, min..max is over the rounds.\n");
        return text.toString();
    }

    private static String table(BenchReport report, Section section) {
        List<String> titles = titles(report, section, ">");
        TextTable table = new TextTable(titles.toArray(String[]::new));
        for (Entry entry : report.of(section)) {
            List<String> cells = cells(report, entry);
            if (entry.readings().isEmpty()) {
                String problem = entry.problem() == null
                        ? "no figures"
                        : entry.problem().lines().findFirst().orElse("");
                cells = List.of(entry.participant().name(), (entry.failed() ? "FAILED: " : "not run: ") + problem);
            }
            table.add(cells.toArray(String[]::new));
        }
        return table.render(INDENT);
    }

    /** The columns of a section; {@code number} stands before those with figures. */
    static List<String> titles(BenchReport report, Section section, String number) {
        List<String> titles = new ArrayList<>(List.of("who", "runs on"));
        titles.add(number + section.main().title() + " (min..max)");
        section.measures().stream().skip(1).forEach(measure -> titles.add(number + measure.title()));
        if (section.baseline() != null) {
            titles.add(number + "x " + section.baseline() + " (min..max)");
        }
        if (report.limit() != null) {
            titles.add(number + "x " + report.limit());
        }
        return titles;
    }

    /** The cells of one that has figures. */
    static List<String> cells(BenchReport report, Entry entry) {
        List<String> cells = new ArrayList<>();
        cells.add(entry.participant().name());
        cells.add(String.valueOf(entry.fact(Reading.TRANSPORT)));
        cells.add(Numbers.figure(entry.spread(entry.section().main())));
        for (Measure measure :
                entry.section().measures().subList(1, entry.section().measures().size())) {
            Spread spread = entry.spread(measure);
            cells.add(spread == null ? "-" : Numbers.figure(spread.median()));
        }
        if (entry.section().baseline() != null) {
            cells.add(Numbers.ratio(
                    entry.ratioTo(report.find(entry.section(), entry.section().baseline()))));
        }
        if (report.limit() != null) {
            Spread limit = entry.ratioTo(report.find(entry.section(), report.limit()));
            cells.add(limit == null ? "-" : Numbers.ratio(limit.median()));
        }
        return cells;
    }
}
