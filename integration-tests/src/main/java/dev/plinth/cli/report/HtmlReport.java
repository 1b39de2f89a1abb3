package dev.plinth.cli.report;

/** Placeholder until the page is drawn. */
public final class HtmlReport {

    private HtmlReport() {}

    /** The page. */
    public static String render(Report report) {
        return JsonReport.render(report);
    }
}
