package dev.plinth.nats;

import dev.plinth.api.AdapterProvider;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigKey;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Finds the NATS adapter by the scheme of a URI. */
public final class NatsAdapterProvider implements AdapterProvider {

    /** For {@link java.util.ServiceLoader}. */
    public NatsAdapterProvider() {}

    @Override
    public String name() {
        return NatsAdapter.NAME;
    }

    @Override
    public Set<String> schemes() {
        return NatsUrls.SCHEMES;
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return NatsConfig.keys();
    }

    @Override
    public Mono<NatsAdapter> open(AsyncRuntime runtime, String uri) {
        return NatsAdapter.connect(runtime, uri);
    }
}
