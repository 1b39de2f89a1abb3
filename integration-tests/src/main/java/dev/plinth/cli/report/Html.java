package dev.plinth.cli.report;

/** Text as HTML. */
final class Html {

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** {@code <tag class="…">text</tag>}, the text escaped. */
    static String tag(String tag, String style, String text) {
        return "<" + tag + (style.isEmpty() ? "" : " class=\"" + style + "\"") + ">" + escape(text) + "</" + tag + ">";
    }
}
