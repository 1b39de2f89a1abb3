package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.PlinthDataPort;
import java.io.IOException;
import java.util.Objects;

/**
 * jnats itself on a runtime, for services that have their own jnats code: {@code Nats.connect(PlinthNats.options(runtime,
 * builder))}, or {@link #connect}, and the rest of the code stays as it is: publish, subscribe, JetStream, key-value and object store, TLS,
 * credentials, several servers, reconnect, drain.
 *
 * <p>Its bytes travel on connections of the runtime, and its threads are virtual ones where the JVM has them. jnats waits by
 * its nature: its calls that wait are refused on a core when they connect, and are not to be made there otherwise. For
 * messages on the cores themselves there is {@link NatsAdapter}.
 */
public final class PlinthNats {

    private PlinthNats() {}

    /**
     * {@code Nats.connect} with {@link #options}. What it throws is jnats' own, with a suppressed {@link NatsContextException}
     * that says what carried the bytes, and what last went wrong with them. Waits, so not on a core.
     *
     * @throws IOException as {@code Nats.connect}: no server could be reached, or none took the credentials
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static Connection connect(AsyncRuntime runtime, Options.Builder builder)
            throws IOException, InterruptedException {
        return connect(runtime, options(runtime, builder));
    }

    static Connection connect(AsyncRuntime runtime, Options options) throws IOException, InterruptedException {
        try {
            return Nats.connect(options);
        } catch (IOException | RuntimeException e) {
            Throwable last = PlinthDataPort.lastFailure(options);
            e.addSuppressed(new NatsContextException(
                    "jnats for " + NatsUrls.label(options.getNatsServerUris()) + " is carried by "
                            + runtime.info().backend() + " (" + runtime.info().transport() + "); "
                            + (last == null
                                    ? "none of its connections failed"
                                    : "the last failure of a connection: " + last.getMessage()),
                    last));
            throw e;
        }
    }

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
