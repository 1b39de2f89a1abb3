package dev.plinth.cli.report;

import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Section;
import dev.plinth.cli.compare.Spread;
import java.util.List;

/** A benchmark's report as one self-contained page. */
public final class BenchHtml {

    private static final int CHARTS = 2;

    private BenchHtml() {}

    /** The page. */
    public static String render(BenchReport report) {
        StringBuilder html = HtmlReport.begin("Plinth: " + report.title());
        html.append("<header>\n<div class=\"brand\">Plinth</div>\n");
        html.append(Html.tag("h1", "", report.title())).append('\n');
        html.append(Html.tag(
                "p",
                "soft",
                report.rounds() + " round(s), all participants in turn. "
                        + report.environment().getOrDefault("date", "")));
        html.append(Html.tag("p", "", report.intro())).append("\n</header>\n<main>\n");
        if (!report.remarks().isEmpty()) {
            html.append("<div class=\"note\">");
            report.remarks().forEach(remark -> html.append(Html.tag("p", "", remark)));
            html.append("</div>\n");
        }
        html.append("<div class=\"legend\"><span><i class=\"ours\"></i>on Plinth</span>");
        html.append("<span><i class=\"peer\"></i>others</span>");
        html.append("<span>whiskers: least and most over the rounds</span></div>\n");
        report.sections().forEach(section -> section(html, report, section));
        html.append("</main>\n");
        HtmlReport.end(html, report.environment(), BenchJson.render(report));
        return html.toString();
    }

    /** As a part of another page. */
    static void part(StringBuilder html, BenchReport report) {
        html.append(Html.tag("h2", "adapter", report.title())).append(Html.tag("p", "soft", report.intro()));
        report.remarks().forEach(remark -> html.append(Html.tag("p", "soft", remark)));
        report.sections().forEach(section -> section(html, report, section));
    }

    private static void section(StringBuilder html, BenchReport report, Section section) {
        html.append("<section class=\"card work\">").append(Html.tag("h3", "", section.title()));
        html.append("<div class=\"charts\">");
        section.measures().stream().limit(CHARTS).forEach(measure -> chart(html, report, section, measure));
        html.append("</div>\n<div class=\"wide\"><table>\n<thead><tr>");
        List<String> titles = BenchConsole.titles(report, section, "");
        for (int i = 0; i < titles.size(); i++) {
            html.append(Html.tag("th", i < 2 ? "left" : "", titles.get(i)));
        }
        html.append("</tr></thead>\n<tbody>\n");
        report.of(section).forEach(entry -> row(html, report, entry, titles.size()));
        html.append("</tbody></table></div></section>\n");
    }

    private static void chart(StringBuilder html, BenchReport report, Section section, Measure measure) {
        Spread baseline = null;
        if (section.baseline() != null && measure.equals(section.main())) {
            Entry base = report.find(section, section.baseline());
            baseline = base == null ? null : base.spread(measure);
        }
        BarChart chart =
                new BarChart(measure.title() + ": " + section.title(), baseline == null ? 0 : baseline.median());
        for (Entry entry : report.of(section)) {
            Spread spread = entry.spread(measure);
            if (spread != null) {
                chart.add(
                        entry.participant().name(),
                        String.valueOf(entry.fact(Reading.TRANSPORT)),
                        entry.participant().isPlinth(),
                        spread.median(),
                        spread.min(),
                        spread.max(),
                        Numbers.figure(spread.median()));
            }
        }
        html.append("<div>").append(Html.tag("h4", "", measure.title()));
        html.append(chart.render()).append("</div>");
    }

    private static void row(StringBuilder html, BenchReport report, Entry entry, int columns) {
        html.append(entry.participant().isPlinth() ? "<tr class=\"ours\">" : "<tr>");
        if (entry.readings().isEmpty()) {
            html.append(Html.tag("td", "left", entry.participant().name()));
            html.append("<td class=\"problem").append(entry.failed() ? " bad" : "");
            html.append("\" colspan=\"").append(columns - 1).append("\">");
            html.append(Html.escape((entry.failed() ? "failed: " : "not run: ") + entry.problem()));
            html.append("</td></tr>\n");
            return;
        }
        List<String> cells = BenchConsole.cells(report, entry);
        html.append("<td class=\"left\" title=\"")
                .append(Html.escape(entry.participant().description()));
        html.append("\">").append(Html.escape(cells.get(0))).append("</td>");
        for (int i = 1; i < cells.size(); i++) {
            html.append(Html.tag("td", i < 2 ? "left" : "", cells.get(i)));
        }
        html.append("</tr>\n");
    }
}
