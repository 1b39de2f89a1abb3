package dev.plinth.it.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.kafka.KafkaAdapter;
import java.util.Map;
import java.util.function.BiFunction;

/** What an adapter says of itself; a class of its own so that a class loader of its own can have it. */
public final class UnknownVersionProbe implements BiFunction<AsyncRuntime, String, Map<String, String>> {

    /** For the class loader. */
    public UnknownVersionProbe() {}

    /** Connects two adapters, one after the other, and returns what the second says. */
    @Override
    public Map<String, String> apply(AsyncRuntime runtime, String servers) {
        info(runtime, servers);
        return info(runtime, servers);
    }

    private static Map<String, String> info(AsyncRuntime runtime, String servers) {
        try (KafkaAdapter adapter = runtime.blockOn(KafkaAdapter.connect(runtime, "kafka://" + servers))) {
            return adapter.info();
        }
    }
}
