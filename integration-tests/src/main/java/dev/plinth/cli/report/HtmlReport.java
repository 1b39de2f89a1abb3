package dev.plinth.cli.report;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import dev.plinth.cli.compare.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one self-contained page: style, charts and figures are all inside. */
public final class HtmlReport {

    private HtmlReport() {}

    /** The page. */
    public static String render(Report report) {
        StringBuilder html = begin("Plinth: comparison");
        for (Outcome outcome : report.outcomes()) {
            outcome(html, report, outcome);
        }
        if (report.changes() != null) {
            html.append("<main>\n").append(ChangesTable.html(report.changes())).append("</main>\n");
        }
        end(html, report.environment(), JsonReport.render(report));
        return html.toString();
    }

    /** What stands at the beginning of every page. */
    static StringBuilder begin(String title) {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append(Html.tag("title", "", title)).append("\n<style>\n");
        return html.append(style()).append("</style>\n</head>\n<body>\n");
    }

    /** What stands at the end of every page: the circumstances, and the figures as JSON. */
    static void end(StringBuilder html, Map<String, String> environment, String json) {
        html.append("<main>\n<h2>Where this was measured</h2>\n<div class=\"card\"><dl>\n");
        environment.forEach((name, value) -> html.append(Html.tag("dt", "", name))
                .append(Html.tag("dd", "", value))
                .append('\n'));
        html.append("</dl></div>\n<h2>Raw figures</h2>\n<details class=\"card\"><summary>JSON, as --json writes it");
        html.append("</summary><pre id=\"raw\"></pre></details>\n</main>\n");
        // "<" is written so that no text in the data can end the element.
        html.append("<script type=\"application/json\" id=\"plinth-data\">\n");
        html.append(json.replace("<", "\\u003c")).append("</script>\n");
        html.append(
                "<script>document.getElementById('raw').textContent ="
                        + " JSON.stringify(JSON.parse(document.getElementById('plinth-data').textContent), null, 1);</script>\n");
        html.append("</body>\n</html>\n");
    }

    private static void outcome(StringBuilder html, Report report, Outcome outcome) {
        html.append("<header>\n<div class=\"brand\">Plinth</div>\n");
        html.append(
                Html.tag("h1", "", outcome.plan().comparison().title() + " on Plinth, beside the clients of today"));
        html.append('\n');
        html.append(Html.tag(
                "p",
                "soft",
                String.format(
                        Locale.ROOT,
                        "%d round(s) of %.1f s each, every contestant in a JVM of its own, one at a time, in turn. %s",
                        outcome.rounds(),
                        outcome.plan().windowMillis() / 1000.0,
                        report.environment().getOrDefault("date", ""))));
        html.append(Html.tag(
                "p",
                "",
                "The same client code on each I/O engine that this machine can run, and on what one would use without"
                        + " Plinth. Each row names the transport that really carried its bytes."));
        html.append("\n</header>\n<main>\n");
        summary(html, outcome);
        html.append("<h2>By workload</h2>\n<div class=\"legend\"><span><i class=\"ours\"></i>on Plinth</span>");
        html.append("<span><i class=\"peer\"></i>other clients</span>");
        html.append("<span>whiskers: least and most over the rounds</span>");
        html.append("<span>dashed: ")
                .append(Html.escape(baseline(outcome).client()))
                .append("</span></div>\n");
        outcome.plan().workloads().forEach(workload -> workload(html, outcome, workload));
        html.append("<h2>All figures</h2>\n").append(HtmlTable.render(outcome)).append("<p class=\"soft small\">");
        html.append("Medians over the rounds; ratios are taken round by round against ")
                .append(Html.escape(baseline(outcome).client()))
                .append(", which is ")
                .append(Html.escape(baseline(outcome).description()))
                .append(". CPU is that of the client's process, load generator included. Threads and RSS are the whole")
                .append(" JVM's.</p>\n<h2>Who is who</h2>\n<div class=\"card\"><dl>\n");
        outcome.plan()
                .contestants()
                .forEach(contestant -> html.append(Html.tag("dt", "", contestant.name()))
                        .append(Html.tag("dd", "", contestant.client() + ": " + contestant.description()))
                        .append('\n'));
        html.append("</dl></div>\n</main>\n");
    }

    private static void summary(StringBuilder html, Outcome outcome) {
        List<Verdicts.Headline> headlines = Verdicts.headlines(outcome);
        if (!headlines.isEmpty()) {
            html.append("<div class=\"heads\">\n");
            for (Verdicts.Headline headline : headlines) {
                html.append("<div class=\"card\">");
                html.append(Html.tag("h3", "", headline.title()));
                html.append(Html.tag("div", "figure", Numbers.times(headline.ratio())));
                html.append(Html.tag(
                        "p", "small", "the throughput of " + baseline(outcome).client()));
                html.append(Html.tag("p", "small soft", headline.text())).append("</div>\n");
            }
            html.append("</div>\n");
        }
        List<String> remarks = outcome.plan().comparison().remarks(outcome.rows());
        if (!remarks.isEmpty()) {
            html.append("<div class=\"note\">");
            remarks.forEach(remark -> html.append(Html.tag("p", "", remark)));
            html.append("</div>\n");
        }
        outcome.warnings()
                .forEach(warning -> html.append(Html.tag("p", "soft", warning)).append('\n'));
        outcome.rows().stream()
                .filter(row -> row.problem() != null)
                .map(row -> row.contestant().name() + (row.failed() ? " failed: " : " was not run: ") + row.problem())
                .distinct()
                .forEach(problem -> html.append(Html.tag("p", "bad", problem)).append('\n'));
    }

    private static void workload(StringBuilder html, Outcome outcome, Workload workload) {
        String unit = outcome.plan().comparison().unit();
        BarChart throughput = new BarChart("Throughput: " + workload.title(), 1);
        BarChart cpu = new BarChart("CPU per " + unit + ": " + workload.title(), 0);
        for (Row row : outcome.rows()) {
            if (row.workload().equals(workload) && row.figures() != null) {
                Spread micros = row.figures().spread(Figure.CPU);
                String text = Numbers.micros(micros.median()) + " us";
                bar(cpu, row, micros, text);
                if (row.ratio() != null) {
                    bar(throughput, row, row.ratio(), Numbers.times(row.ratio().median()));
                }
            }
        }
        html.append("<section class=\"card work\">").append(Html.tag("h3", "", workload.title()));
        html.append("<div class=\"charts\"><div>");
        html.append(Html.tag(
                "h4", "", "Throughput, multiple of " + baseline(outcome).client() + " (longer is better)"));
        html.append(throughput.render()).append("</div><div>");
        html.append(Html.tag("h4", "", "Client CPU per " + unit + ", microseconds (shorter is better)"));
        html.append(cpu.render()).append("</div></div>\n<ul class=\"verdict\">");
        Verdicts.of(outcome, workload).forEach(sentence -> html.append(Html.tag("li", "", sentence)));
        html.append("</ul></section>\n");
    }

    private static void bar(BarChart chart, Row row, Spread spread, String text) {
        Contestant contestant = row.contestant();
        String label = contestant.isPlinth() ? contestant.name() : contestant.client();
        chart.add(
                label, row.activeTransport(), contestant.isPlinth(), spread.median(), spread.min(), spread.max(), text);
    }

    private static Contestant baseline(Outcome outcome) {
        return outcome.plan().contestants().get(0);
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
