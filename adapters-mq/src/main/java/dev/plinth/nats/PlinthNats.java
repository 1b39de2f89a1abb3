package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import io.nats.client.Options;
import io.nats.client.impl.PlinthDataPort;
import java.util.Objects;

/**
 * jnats itself on a runtime, for services that have their own jnats code: {@code Nats.connect(PlinthNats.options(runtime,
 * builder))} and the rest of the code stays as it is: publish, subscribe, JetStream, key-value and object store, TLS,
 * credentials, several servers, reconnect, drain.
 *
 * <p>Its bytes travel on connections of the runtime, and its threads are virtual ones where the JVM has them. jnats waits by
 * its nature: its calls that wait are refused on a core when they connect, and are not to be made there otherwise. For
 * messages on the cores themselves there is {@link NatsAdapter}.
 */
public final class PlinthNats {

    private PlinthNats() {}

    /**
     * The options of {@code builder} with the transport and the threads of {@code runtime}. Executors that the builder was
     * given stay; its port is replaced. Hand the result to jnats as it is: a copy of it knows no runtime. Host names are
     * resolved by the runtime, and with TLS the certificate must be for the host ({@link
     * NatsConfig#TLS_HOST_NAME_CHECK}).
     *
     * @throws IllegalStateException if the builder's options contradict each other
     */
    public static Options options(AsyncRuntime runtime, Options.Builder builder) {
        Objects.requireNonNull(runtime, "runtime");
        Options asked = builder.build();
        Options.Builder ours = new Options.Builder(asked)
                .dataPortType(PlinthDataPort.class.getName())
                .hostnameResolveMode(Options.HostnameResolveMode.Unresolved);
        if (asked.executorIsInternal()) {
            ours.executor(NatsThreads.perTask());
        }
        if (asked.callbackExecutorIsInternal()) {
            ours.callbackExecutor(NatsThreads.inOrder());
        }
        if (asked.connectExecutorIsInternal()) {
            ours.connectExecutor(NatsThreads.inOrder());
        }
        if (asked.scheduledExecutorIsInternal()) {
            ours.scheduledExecutor(NatsThreads.timers());
        }
        Options options = ours.build();
        PlinthDataPort.register(options, runtime);
        return options;
    }
}
