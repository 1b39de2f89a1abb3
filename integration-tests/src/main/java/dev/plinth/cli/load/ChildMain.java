package dev.plinth.cli.load;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The main class of a contestant's JVM. Takes one JSON object a line on standard input and answers
 * each with one on standard output ({@code ok}, or {@code error}):
 *
 * <ul>
 *   <li>{@code {"do":"open","options":{…}}}: connects
 *   <li>{@code {"do":"run","load":{…},"rampMillis":…,"windowMillis":…}}: measures
 *   <li>{@code {"do":"quit"}}: disconnects and ends
 * </ul>
 *
 * It ends when standard input does, so it never outlives the process that commands it.
 */
public final class ChildMain {

    private final Client client;
    private List<Line> lines = List.of();

    private ChildMain(Client client) {
        this.client = client;
    }

    /** The one argument is the name of the {@link Client} class. */
    public static void main(String[] args) throws Exception {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err); // whatever a library prints must not get among the answers
        try {
            Client client =
                    (Client) Class.forName(args[0]).getDeclaredConstructor().newInstance();
            new ChildMain(client).serve(answers);
        } catch (Throwable e) {
            answers.println(JSON.std.asString(error(e)));
        }
        Runtime.getRuntime().halt(0); // a client's threads must not keep this process alive
    }

    private void serve(PrintStream answers) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        boolean more = true;
        while (more && (line = commands.readLine()) != null) {
            Map<String, Object> command = JSON.std.mapFrom(line);
            more = !"quit".equals(command.get("do"));
            Map<String, Object> answer;
            try {
                answer = answer(command);
                answer.put("ok", true);
            } catch (Exception | LinkageError e) {
                e.printStackTrace();
                answer = error(e);
            }
            answers.println(JSON.std.asString(answer));
        }
    }

    private Map<String, Object> answer(Map<String, Object> command) throws Exception {
        Map<String, Object> answer = new LinkedHashMap<>();
        switch (String.valueOf(command.get("do"))) {
            case "open" -> {
                Map<String, String> options = new LinkedHashMap<>();
                ((Map<?, ?>) command.get("options"))
                        .forEach((name, value) -> options.put((String) name, String.valueOf(value)));
                lines = client.open(options);
                answer.put("facts", client.facts());
                answer.put("cpuClock", CpuClock.name());
                answer.put("blockingCallers", Callers.kind());
            }
            case "run" -> {
                Load load = Load.of((Map<?, ?>) command.get("load"));
                long ramp = ((Number) command.get("rampMillis")).longValue();
                long window = ((Number) command.get("windowMillis")).longValue();
                answer.putAll(new Run(lines, load).measure(ramp, window));
                answer.put("facts", client.facts());
            }
            case "quit" -> client.close();
            default -> throw new IllegalArgumentException("unknown command " + command);
        }
        return answer;
    }

    private static Map<String, Object> error(Throwable error) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("error", error.toString());
        return answer;
    }
}
