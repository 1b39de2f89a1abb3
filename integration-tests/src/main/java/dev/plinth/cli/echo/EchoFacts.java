package dev.plinth.cli.echo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an echo server runs on.
 *
 * @param server as in {@code --server}
 * @param backend the Plinth backend, or {@code -} for another server
 * @param transport what carries the bytes
 * @param cores how many cores, or threads of a loop group
 * @param port the port it listens on
 * @param placement where the cores run, in words
 */
public record EchoFacts(String server, String backend, String transport, int cores, int port, String placement) {

    private static final Pattern LINE =
            Pattern.compile("echo server=(\\S+) backend=(\\S+) transport=(.+) cores=(\\d+) port=(\\d+) placement=(.*)");

    /** The line that the command prints once it listens; {@link #parse} reads it. */
    public String line() {
        return "echo server=" + server + " backend=" + backend + " transport=" + transport + " cores=" + cores
                + " port=" + port + " placement=" + placement;
    }

    /**
     * The facts in a line of {@link #line}.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    public static EchoFacts parse(String line) {
        Matcher found = LINE.matcher(line);
        if (!found.matches()) {
            throw new IllegalArgumentException("this is not what an echo server says of itself: " + line);
        }
        return new EchoFacts(
                found.group(1),
                found.group(2),
                found.group(3),
                Integer.parseInt(found.group(4)),
                Integer.parseInt(found.group(5)),
                found.group(6));
    }
}
