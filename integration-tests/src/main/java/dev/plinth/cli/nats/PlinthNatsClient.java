package dev.plinth.cli.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.nats.NatsAdapter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The engine of the NATS adapter: one connection, on one core. */
public final class PlinthNatsClient implements Client {

    private static final Duration CONNECT = Duration.ofSeconds(15);

    private AsyncRuntime runtime;
    private NatsAdapter nats;

    /** Made by name. */
    public PlinthNatsClient() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        RuntimeConfig.Builder config = RuntimeConfig.builder().backend(options.get("backend"));
        if (options.containsKey("cores")) {
            config.cores(Integer.parseInt(options.get("cores")));
        }
        runtime = AsyncRuntime.create(config.build());
        try (NatsAdapter setup = open(options.get(JnatsClient.URI))) {
            Subjects.stream(runtime.blockOn(setup.jnats()));
        }
        nats = open(options.get(JnatsClient.URI));
        return List.of(new PlinthNatsLine(runtime, nats));
    }

    private NatsAdapter open(String uri) {
        return runtime.blockOn(NatsAdapter.connect(runtime, uri).timeout(CONNECT));
    }

    @Override
    public Map<String, String> facts() {
        RuntimeInfo info = runtime.info();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(ACTIVE_TRANSPORT, info.transport());
        facts.put("channel", "AsyncConnection");
        facts.put("backend", info.backend());
        facts.put("cores", info.cores().stream().map(CoreInfo::placement).collect(Collectors.joining(", ")));
        facts.put(WARNINGS, String.join("; ", info.warnings()));
        info.details().forEach((name, value) -> facts.put("runtime." + name, value));
        nats.info().forEach((name, value) -> facts.put("adapter." + name, value));
        return facts;
    }

    @Override
    public void close() {
        nats.close();
        runtime.close();
    }
}
