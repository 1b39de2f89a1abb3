package dev.plinth.cli.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The main class of a contestant's JVM. Takes commands ({@link CommandLoop}):
 *
 * <ul>
 *   <li>{@code {"do":"open","options":{…}}}: connects
 *   <li>{@code {"do":"behave"}}: runs the adapter's behavioural suite
 *   <li>{@code {"do":"run","load":{…},"rampMillis":…,"windowMillis":…}}: measures
 *   <li>{@code {"do":"quit"}}: disconnects and ends
 * </ul>
 */
public final class ChildMain {

    /** In the answer to {@code open}: why it cannot run here. */
    public static final String CANNOT_RUN = "cannotRun";

    /** In the answer to {@code behave}, if there is one: {@link dev.plinth.cli.behaviour.Transcript#toMap}. */
    public static final String TRANSCRIPT = "transcript";

    private final Client client;
    private List<Line> lines = List.of();

    private ChildMain(Client client) {
        this.client = client;
    }

    /** The one argument is the name of the {@link Client} class. */
    public static void main(String[] args) {
        CommandLoop.serve(() -> {
            Client client =
                    (Client) Class.forName(args[0]).getDeclaredConstructor().newInstance();
            return new ChildMain(client)::answer;
        });
    }

    private Map<String, Object> answer(Map<String, Object> command) throws Exception {
        Map<String, Object> answer = new LinkedHashMap<>();
        switch (String.valueOf(command.get("do"))) {
            case "open" -> {
                Map<String, String> options = new LinkedHashMap<>();
                ((Map<?, ?>) command.get("options"))
                        .forEach((name, value) -> options.put((String) name, String.valueOf(value)));
                try {
                    lines = client.open(options);
                } catch (CannotRunException e) {
                    answer.put(CANNOT_RUN, e.getMessage());
                    return answer;
                }
                answer.put("facts", client.facts());
                answer.put("cpuClock", CpuClock.name());
                answer.put("blockingCallers", Callers.kind());
            }
            case "behave" -> client.behave().ifPresent(transcript -> answer.put(TRANSCRIPT, transcript.toMap()));
            case "run" -> {
                Load load = Load.of((Map<?, ?>) command.get("load"));
                long ramp = ((Number) command.get("rampMillis")).longValue();
                long window = ((Number) command.get("windowMillis")).longValue();
                answer.putAll(
                        client instanceof OwnLoad own
                                ? own.measure(load, ramp, window)
                                : new Run(lines, client.load(load), client::counts).measure(ramp, window));
                if (client.connections() >= 0) {
                    answer.put("connections", client.connections());
                }
                answer.put("facts", client.facts());
            }
            case "quit" -> client.close();
            default -> throw new IllegalArgumentException("unknown command " + command);
        }
        return answer;
    }
}
