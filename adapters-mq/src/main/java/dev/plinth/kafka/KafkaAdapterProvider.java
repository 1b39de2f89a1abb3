package dev.plinth.kafka;

import dev.plinth.api.AdapterProvider;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigKey;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Finds the Kafka adapter by the scheme of a URI. */
public final class KafkaAdapterProvider implements AdapterProvider {

    /** For {@link java.util.ServiceLoader}. */
    public KafkaAdapterProvider() {}

    @Override
    public String name() {
        return KafkaAdapter.NAME;
    }

    @Override
    public Set<String> schemes() {
        return KafkaUris.SCHEMES;
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return KafkaConfig.keys();
    }

    @Override
    public Mono<KafkaAdapter> open(AsyncRuntime runtime, String uri) {
        return KafkaAdapter.connect(runtime, uri);
    }
}
