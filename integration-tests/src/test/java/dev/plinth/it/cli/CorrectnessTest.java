package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Suite;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Comparisons;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Libraries;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Plan;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Tournament;
import dev.plinth.cli.report.Matrix;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Correctness comes before speed: what a backend answers is held against the stock client, byte for byte. */
class CorrectnessTest {

    private static final String SOUND = "netty-nio";
    private static final String BROKEN = "virtualthreads";

    @Test
    void aBackendThatFalsifiesOneByteIsFoundAndItsSpeedNotMeasured() throws Exception {
        Comparison redis = Comparisons.all().get(0);
        List<Contestant> contestants = List.of(
                redis.peers().get(0),
                redis.plinth(SOUND, null),
                new Contestant(
                        BROKEN,
                        "Lettuce on Plinth",
                        BROKEN,
                        "one byte of half a million is another",
                        FalsifiedRedis.class.getName(),
                        Libraries.allBut("vertx-"),
                        Map.of("backend", BROKEN),
                        null));
        Plan plan = new Plan(
                redis, contestants, redis.workloads().subList(0, 1), 1, 50, 10, Long.MAX_VALUE, Plan.GRACE_MILLIS);
        Outcome outcome;
        Servers embedded = Servers.of(
                List.of("embedded"), Map.of(), List.of(), List.of(ServerKind.REDIS), IllegalArgumentException::new);
        try (Server server = redis.server(embedded, plan.workloads());
                Tournament tournament = new Tournament(plan, server, Progress.NONE)) {
            outcome = tournament.run();
        }

        assertThat(outcome.failed()).isTrue();
        List<Matrix.Cell> cells = Matrix.of(List.of(outcome)).cells();
        assertThat(cells.get(0).state()).as(cells.get(0).why()).isEqualTo(Matrix.State.RAN);
        assertThat(cells.get(0).correctness().text()).matches("correct: \\d\\d steps identical");
        assertThat(cells.get(1).state()).isEqualTo(Matrix.State.WRONG);
        assertThat(cells.get(1).why())
                .contains("wrong answers, so its speed was not measured: step 'GET 1 MB' differs from byte 4")
                .contains("with stock: ");
        Row row = outcome.rows().get(2);
        assertThat(row.figures()).isNull();
        assertThat(row.failed()).isTrue();
        assertThat(outcome.rows().get(1).figures()).isNotNull();
    }

    @Test
    void aDifferenceIsNamedByItsStepAndFirstBytes() {
        Transcript stock = transcript("one", List.of("a", "b"), "two", new byte[] {1, 2, 3});

        assertThat(transcript("one", List.of("a", "b"), "two", new byte[] {1, 2, 3})
                        .difference(stock, "stock"))
                .isNull();
        assertThat(transcript("one", List.of("a", "b"), "two", new byte[] {1, 9, 3})
                        .difference(stock, "stock"))
                .isEqualTo("step 'two' differs from byte 9 on (of 11; 11 with stock): 09 03 \"..\"; with stock: 02 03"
                        + " \"..\"");
        assertThat(transcript("one", List.of("a", "b"), "two", null).difference(stock, "stock"))
                .contains("step 'two' differs from byte 0 on", "\"null\"");
        assertThat(transcript("one", Arrays.asList("a", null), "two", new byte[] {1, 2, 3})
                        .difference(stock, "stock"))
                .startsWith("step 'one' differs from byte 18 on");
        assertThat(transcript("one", List.of("a", "b")).difference(stock, "stock"))
                .isEqualTo("1 steps, and 2 with stock");
    }

    @Test
    void anErrorThatIsNoAnswerEndsTheSuiteAndIsTold() {
        Callable<Object> lost = () -> {
            throw new IllegalStateException("the connection is gone");
        };
        Callable<Object> refused = () -> {
            throw new IllegalArgumentException("no such table");
        };
        Transcript transcript = transcript("refused", refused, "lost", lost, "never", 1);

        assertThat(transcript.steps()).hasSize(1);
        assertThat(new String(transcript.steps().get(0).bytes())).contains("refused", "no such table");
        assertThat(transcript.problem())
                .isEqualTo("step 'lost' failed: java.lang.IllegalStateException: the connection is gone");
    }

    /** Of steps by name, through the form in which a contestant hands it over. */
    private static Transcript transcript(Object... namesAndValues) {
        Map<String, Object> steps = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            steps.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        Transcript recorded = Recorder.record(new Suite() {
            @Override
            public void run(Recorder recorder) throws Exception {
                for (Map.Entry<String, Object> step : steps.entrySet()) {
                    recorder.step(
                            step.getKey(),
                            step.getValue() instanceof Callable<?> action ? action : () -> step.getValue());
                }
            }

            @Override
            public String refusal(Throwable error) {
                return error instanceof IllegalArgumentException ? error.getMessage() : null;
            }
        });
        return Transcript.of(recorded.toMap());
    }
}
