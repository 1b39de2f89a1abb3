package dev.plinth.cli.echo;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A load on an echo server.
 *
 * @param connections how many
 * @param depth how many messages each keeps in flight
 */
public record EchoCase(int connections, int depth) {

    /** What is measured if nothing else is asked for. */
    public static final List<EchoCase> ALL =
            List.of(new EchoCase(1, 1), new EchoCase(64, 1), new EchoCase(64, 16), new EchoCase(512, 1));

    private static final Pattern NAME = Pattern.compile("(\\d{1,4})x(\\d{1,2})");

    /**
     * From {@code 64x16}.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    public static EchoCase parse(String name) {
        Matcher found = NAME.matcher(name);
        if (found.matches()) {
            EchoCase parsed = new EchoCase(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
            if (parsed.connections >= 1 && parsed.depth >= 1 && parsed.depth <= 64) {
                return parsed;
            }
        }
        throw new IllegalArgumentException(
                "'" + name + "' is no case: give CONNECTIONSxDEPTH, such as 64x16 (depth 1" + " to 64)");
    }

    /** {@code 64x16}. */
    public String name() {
        return connections + "x" + depth;
    }

    /** In words. */
    public String title() {
        return (connections == 1 ? "1 connection" : connections + " connections") + ", " + depth + " in flight"
                + (connections == 1 ? "" : " on each") + ", messages of " + EchoLoad.MESSAGE + " bytes";
    }
}
