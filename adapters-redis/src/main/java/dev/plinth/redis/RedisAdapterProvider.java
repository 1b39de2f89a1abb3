package dev.plinth.redis;

import dev.plinth.api.AdapterProvider;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigKey;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Finds the Redis adapter by the scheme of a URI. */
public final class RedisAdapterProvider implements AdapterProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RedisAdapterProvider() {}

    @Override
    public String name() {
        return RedisAdapter.NAME;
    }

    @Override
    public Set<String> schemes() {
        return RedisUris.SCHEMES;
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return RedisConfig.keys();
    }

    @Override
    public Mono<RedisAdapter> open(AsyncRuntime runtime, String uri) {
        return RedisAdapter.connect(runtime, uri);
    }
}
