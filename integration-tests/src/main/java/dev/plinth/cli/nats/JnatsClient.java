package dev.plinth.cli.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.RuntimeFacts;
import dev.plinth.nats.PlinthNats;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** jnats with its usual options: one connection; as it comes, or with its bytes on a runtime. */
public final class JnatsClient implements Client {

    /** Option: a backend, or {@code auto}; without it jnats is as it comes. */
    static final String BACKEND = "backend";

    static final String URI = "uri";

    private String uri;
    private AsyncRuntime runtime;
    private Connection connection;

    /** Made by name. */
    public JnatsClient() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        uri = options.get(URI);
        if (options.containsKey(BACKEND)) {
            runtime = RuntimeFacts.open(options);
        }
        connection = connect();
        Subjects.stream(connection);
        return List.of(new JnatsLine(connection));
    }

    private Connection connect() throws IOException, InterruptedException {
        Options.Builder builder = Options.builder().server(uri);
        return Nats.connect(runtime == null ? builder.build() : PlinthNats.options(runtime, builder));
    }

    @Override
    public Map<String, String> facts() {
        String port = connection.getOptions().getDataPortType();
        boolean stock = port.equals(Options.DEFAULT_DATA_PORT_TYPE);
        return Map.of(
                ACTIVE_TRANSPORT,
                stock ? "java.net.Socket" : runtime.info().transport(),
                "channel",
                port.substring(port.lastIndexOf('.') + 1),
                "server",
                "nats-server " + connection.getServerInfo().getVersion(),
                "jnats",
                Nats.CLIENT_VERSION);
    }

    @Override
    public Optional<Transcript> behave() throws Exception {
        Connection own = connect();
        try {
            return Optional.of(Recorder.record(new NatsSuite(new JnatsPort(own))));
        } finally {
            own.close();
        }
    }

    @Override
    public void close() throws Exception {
        connection.close();
        if (runtime != null) {
            runtime.close();
        }
    }
}
