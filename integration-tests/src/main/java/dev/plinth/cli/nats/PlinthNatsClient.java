package dev.plinth.cli.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.RuntimeFacts;
import dev.plinth.nats.NatsAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine of the NATS adapter: one connection, on one core. */
public final class PlinthNatsClient implements Client {

    private static final Duration CONNECT = Duration.ofSeconds(15);

    private String uri;
    private AsyncRuntime runtime;
    private NatsAdapter nats;

    /** Made by name. */
    public PlinthNatsClient() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        runtime = RuntimeFacts.open(options);
        uri = options.get(JnatsClient.URI);
        try (NatsAdapter setup = open()) {
            Subjects.stream(runtime.blockOn(setup.jnats()));
        }
        nats = open();
        return List.of(new PlinthNatsLine(runtime, nats));
    }

    private NatsAdapter open() {
        return runtime.blockOn(NatsAdapter.connect(runtime, uri).timeout(CONNECT));
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = RuntimeFacts.of(runtime, nats);
        facts.put("channel", "AsyncConnection");
        return facts;
    }

    @Override
    public Map<String, Long> counts() {
        return RuntimeFacts.counts(runtime);
    }

    @Override
    public Optional<Transcript> behave() {
        try (NatsAdapter own = open()) {
            return Optional.of(Recorder.record(new NatsSuite(new EnginePort(runtime, own))));
        }
    }

    @Override
    public void close() {
        nats.close();
        runtime.close();
    }
}
