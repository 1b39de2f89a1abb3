package dev.plinth.cli.report;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import dev.plinth.cli.compare.Workload;
import java.util.List;
import java.util.Locale;

/** An adapter's part of the page. */
final class HtmlAdapter {

    private HtmlAdapter() {}

    static void render(StringBuilder html, Outcome outcome) {
        Contestant baseline = outcome.plan().contestants().get(0);
        String title = outcome.title();
        html.append(Html.tag("h2", "adapter", title + " on Plinth, beside the clients of today"))
                .append('\n');
        html.append(Html.tag(
                "p",
                "soft",
                String.format(
                        Locale.ROOT,
                        "%d round(s) of %.1f s for each contestant under each workload. Server: %s",
                        outcome.rounds(),
                        outcome.plan().windowMillis() / 1000.0,
                        outcome.server())));
        heads(html, outcome, baseline);
        told(html, outcome);
        html.append("<h3 class=\"part\">By workload</h3>\n<div class=\"legend\">");
        html.append("<span><i class=\"ours\"></i>on Plinth</span><span><i class=\"peer\"></i>other clients</span>");
        html.append("<span>whiskers: least and most over the rounds</span>");
        html.append("<span>dashed: ").append(Html.escape(baseline.client())).append("</span></div>\n");
        outcome.plan().workloads().forEach(workload -> workload(html, outcome, workload));
        html.append("<h3 class=\"part\">All figures</h3>\n").append(HtmlTable.render(outcome));
        html.append(
                        "<p class=\"soft small\">Medians over the rounds (of threads and memory the most); ratios are taken")
                .append(" round by round against ")
                .append(Html.escape(baseline.client() + ", which is " + baseline.description()))
                .append(". CPU is that of the client's process, load generator included. Threads and memory are the")
                .append(" whole JVM's.</p>\n<h3 class=\"part\">Who is who</h3>\n<div class=\"card\"><dl>\n");
        outcome.plan()
                .contestants()
                .forEach(contestant -> html.append(Html.tag("dt", "", contestant.name()))
                        .append(Html.tag("dd", "", contestant.client() + ": " + contestant.description()))
                        .append('\n'));
        html.append("</dl></div>\n");
    }

    private static void heads(StringBuilder html, Outcome outcome, Contestant baseline) {
        html.append("<div class=\"heads\">\n");
        for (Verdicts.Headline headline : Verdicts.headlines(outcome)) {
            html.append("<div class=\"card\">").append(Html.tag("h4", "name", headline.title()));
            html.append(Html.tag("div", headline.sure() ? "figure" : "figure soft", Numbers.times(headline.ratio())));
            html.append(Html.tag(
                    "p",
                    "small",
                    "the " + headline.figure() + " of " + baseline.client() + "; " + headline.certainty()));
            html.append(Html.tag("p", "small soft", headline.text())).append("</div>\n");
        }
        html.append("</div>\n");
    }

    private static void told(StringBuilder html, Outcome outcome) {
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
        BarChart cpu = new BarChart("CPU per " + unit + ": " + workload.title(), 0);
        LatencyChart latency = new LatencyChart("Latency by percentile: " + workload.title());
        List<Row> rows = outcome.rows().stream()
                .filter(row -> row.workload().equals(workload) && row.figures() != null)
                .toList();
        for (Row row : rows) {
            bar(cpu, row, row.figures().spread(Figure.CPU));
            int colour = outcome.plan().contestants().indexOf(row.contestant());
            latency.add(
                    label(row),
                    row.contestant().isPlinth(),
                    colour,
                    row.figures().latencies());
        }
        html.append("<section class=\"card work\">").append(Html.tag("h4", "name", workload.title()));
        html.append("<div class=\"charts\"><div>");
        achieved(html, outcome, workload, rows);
        html.append("</div><div>");
        html.append(Html.tag("h4", "", "Client CPU per " + unit + ", microseconds (shorter is better)"));
        html.append(cpu.render()).append("</div></div>\n");
        if (!latency.isEmpty()) {
            html.append(Html.tag("h4", "", "Latency by percentile, all rounds together (lower is better)"));
            html.append("<div class=\"curves\">").append(latency.render()).append("</div>");
        }
        html.append("<ul class=\"verdict\">");
        Verdicts.of(outcome, workload).forEach(sentence -> html.append(Html.tag("li", "", sentence)));
        html.append("</ul>\n").append(HtmlRounds.render(rows)).append("</section>\n");
    }

    /** How much was done; at a fixed rate, which is the same for all, how soon. */
    private static void achieved(StringBuilder html, Outcome outcome, Workload workload, List<Row> rows) {
        if (workload.load().open()) {
            BarChart latency = new BarChart("p99 latency: " + workload.title(), 0);
            rows.forEach(row -> bar(latency, row, row.figures().spread(Figure.P99)));
            html.append(Html.tag("h4", "", "p99 latency, microseconds (shorter is better)"))
                    .append(latency.render());
            return;
        }
        BarChart throughput = new BarChart("Throughput: " + workload.title(), 1);
        rows.stream()
                .filter(row -> row.ratio() != null)
                .forEach(row -> bar(
                        throughput, row, row.ratio(), Numbers.times(row.ratio().median())));
        String stock = outcome.plan().contestants().get(0).client();
        html.append(Html.tag("h4", "", "Throughput, multiple of " + stock + " (longer is better)"))
                .append(throughput.render());
    }

    /** Of microseconds; none if they were not measured. */
    private static void bar(BarChart chart, Row row, Spread micros) {
        if (micros != null) {
            bar(chart, row, micros, Numbers.micros(micros.median()) + " us");
        }
    }

    private static void bar(BarChart chart, Row row, Spread spread, String text) {
        boolean ours = row.contestant().isPlinth();
        chart.add(label(row), row.activeTransport(), ours, spread.median(), spread.min(), spread.max(), text);
    }

    private static String label(Row row) {
        Contestant contestant = row.contestant();
        return contestant.isPlinth() ? contestant.name() : contestant.client();
    }
}
