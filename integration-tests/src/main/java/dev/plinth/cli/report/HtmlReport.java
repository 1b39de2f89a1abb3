package dev.plinth.cli.report;

import dev.plinth.cli.compare.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The report as one self-contained page: style, charts and figures are all inside. */
public final class HtmlReport {

    private HtmlReport() {}

    /** The page. */
    public static String render(Report report) {
        StringBuilder html = begin("Plinth: comparison");
        head(html, report);
        html.append("<main>\n");
        summary(html, report);
        html.append("<h2>What ran</h2>\n").append(Matrix.of(report.outcomes()).html());
        if (report.changes() != null) {
            html.append(ChangesTable.html(report.changes()));
        }
        report.outcomes().forEach(outcome -> HtmlAdapter.render(html, outcome));
        report.benches().forEach(bench -> BenchHtml.part(html, bench));
        html.append("</main>\n");
        end(html, report.environment(), JsonReport.render(report));
        return html.toString();
    }

    /** What stands at the beginning of every page. */
    static StringBuilder begin(String title) {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        // What it needs is in it: a browser is told to fetch nothing, whatever the data may hold.
        html.append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
                        + " script-src 'unsafe-inline'; img-src data:\">\n");
        html.append("<link rel=\"icon\" href=\"data:,\">\n"); // else it asks the server for one
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

    private static void head(StringBuilder html, Report report) {
        html.append("<header>\n<div class=\"brand\">Plinth</div>\n");
        html.append("<h1>Which I/O engine for which client, on this machine</h1>\n");
        html.append(Html.tag("p", "soft", report.environment().getOrDefault("date", "")));
        html.append(Html.tag(
                "p",
                "",
                "The same client code on each I/O engine (backend) that this machine can run, and on what one would use"
                        + " without Plinth; every contestant in a JVM of its own, one at a time, in turn. Each row names"
                        + " the transport that really carried its bytes."));
        html.append("\n</header>\n");
    }

    private static void summary(StringBuilder html, Report report) {
        html.append("<section id=\"summary\" class=\"card\">\n<h2>In short</h2>\n");
        for (Outcome outcome : report.outcomes()) {
            Summary summary = Summary.of(outcome);
            html.append("<div class=\"advice\"><h3>").append(Html.escape(summary.title()));
            html.append(": ").append(Html.tag("span", "take", summary.advice())).append("</h3>\n<ul>");
            summary.reasons().forEach(reason -> html.append(Html.tag("li", "", reason)));
            html.append("</ul></div>\n");
        }
        html.append(Html.tag(
                "p",
                "soft small",
                "\"Sure\" means that every round says the same; \"no difference measured\" that the rounds do not agree,"
                        + " so that nobody should decide by it. In brackets: least and most over the rounds."));
        html.append("</section>\n");
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
