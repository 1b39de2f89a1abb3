package dev.plinth.api;

import java.util.Iterator;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Finds the adapter of a URI scheme. */
final class AdapterScan {

    private static final Logger LOG = LoggerFactory.getLogger(AdapterScan.class);

    private AdapterScan() {}

    static Mono<Adapter> open(AsyncRuntime runtime, String uri) {
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(uri, "uri");
        return Mono.defer(() -> find(uri).open(runtime, uri).cast(Adapter.class));
    }

    private static AdapterProvider find(String uri) {
        String scheme = Adapter.scheme(uri);
        TreeSet<String> known = new TreeSet<>();
        Iterator<AdapterProvider> providers = ServiceLoader.load(
                        AdapterProvider.class, AdapterProvider.class.getClassLoader())
                .iterator();
        for (int faults = 0; faults < 100; ) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                AdapterProvider provider = providers.next();
                if (provider.schemes().contains(scheme)) {
                    return provider;
                }
                known.addAll(provider.schemes());
            } catch (ServiceConfigurationError | LinkageError e) {
                faults++;
                LOG.warn("A Plinth adapter is skipped: {}", e.toString());
            }
        }
        throw new ConfigException("no adapter on the classpath opens '" + scheme + "://'; known: " + known
                + ". Add the adapter's module, such as dev.plinth:plinth-adapters-redis for redis://");
    }
}
