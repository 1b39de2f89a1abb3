package dev.plinth.db;

import dev.plinth.api.AdapterProvider;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigKey;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Finds the database adapter by the scheme of a URL. */
public final class DbAdapterProvider implements AdapterProvider {

    /** For {@link java.util.ServiceLoader}. */
    public DbAdapterProvider() {}

    @Override
    public String name() {
        return DbAdapter.NAME;
    }

    @Override
    public Set<String> schemes() {
        return DbUrl.SCHEMES;
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return DbConfig.keys();
    }

    @Override
    public Mono<DbAdapter> open(AsyncRuntime runtime, String uri) {
        return DbAdapter.connect(runtime, uri);
    }
}
