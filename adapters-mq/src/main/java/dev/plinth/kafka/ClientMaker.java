package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.NetworkClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes clients by their public constructors, and puts them on a runtime. */
final class ClientMaker {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");
    private static final AtomicInteger NEXT_CORE = new AtomicInteger();
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private ClientMaker() {}

    /** A client, and what is known of it. */
    record Made<T>(T client, ClientNote note) {}

    static <T extends AutoCloseable> Made<T> make(
            AsyncRuntime runtime, ClientKind kind, Map<String, Object> config, Supplier<? extends T> constructor) {
        refuseOnCore(runtime, kind);
        TransportChoice choice = KafkaConfig.transport(runtime.config());
        KafkaConfig.producerThread(runtime.config()); // told before anything is made
        Object servers = config.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        Journal journal = new Journal();
        T client;
        if (choice != TransportChoice.STOCK) {
            Swap.prepare();
        }
        try {
            client = constructor.get();
        } catch (RuntimeException e) {
            throw new ClientNote(kind, runtime, servers, "none", SenderPlace.OWN, journal).explain(e);
        }
        Carried carried = put(runtime, kind, config, choice, journal, client);
        return new Made<>(client, new ClientNote(kind, runtime, servers, carried.by(), carried.thread(), journal));
    }

    private static void refuseOnCore(AsyncRuntime runtime, ClientKind kind) {
        if (runtime.currentCore() != AsyncRuntime.NO_CORE) {
            throw new IllegalStateException("a Kafka " + kind.title() + " was to be made on core "
                    + runtime.currentCore() + ", which must never block: make it elsewhere");
        }
    }

    /** By what transport, and which thread runs it. */
    private record Carried(String by, String thread) {}

    private static Carried put(
            AsyncRuntime runtime,
            ClientKind kind,
            Map<String, Object> config,
            TransportChoice choice,
            Journal journal,
            AutoCloseable client) {
        if (choice == TransportChoice.STOCK) {
            return new Carried("stock (" + KafkaConfig.TRANSPORT.name() + "=stock)", SenderPlace.OWN);
        }
        try {
            ClientVersion.check();
            NetworkClient network = kind.network(client);
            int core = Math.floorMod(NEXT_CORE.getAndIncrement(), runtime.cores());
            CoreTransport transport = new CoreTransport(runtime, core, !usesTls(config), journal);
            PlinthSelector selector = Swap.into(network, config, transport);
            return new Carried("plinth", kind.lend(client, config, transport, selector));
        } catch (UnknownClientException | LinkageError e) {
            return new Carried(unknown(choice, client, e), SenderPlace.OWN);
        }
    }

    private static boolean usesTls(Map<String, Object> config) {
        Object protocol = config.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        return protocol != null
                && protocol.toString().toUpperCase(java.util.Locale.ROOT).endsWith("SSL");
    }

    private static String unknown(TransportChoice choice, AutoCloseable client, Throwable error) {
        Throwable cause =
                error instanceof ExceptionInInitializerError && error.getCause() != null ? error.getCause() : error;
        String version = ClientVersion.text();
        String what = "kafka-clients " + version + " is not known to Plinth (" + cause.getMessage() + ")";
        if (choice == TransportChoice.PLINTH) {
            try {
                client.close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
            throw new PlinthException(
                    what + ", and " + KafkaConfig.TRANSPORT.name() + "=plinth requires it: use a version from "
                            + ClientVersion.KNOWN + ", or set it to auto or stock",
                    cause);
        }
        if (WARNED.add(what)) {
            LOG.warn(
                    "{}: its clients keep their own sockets. Use a version from {}, or set {}=stock to have it so"
                            + " without this line",
                    what,
                    ClientVersion.KNOWN,
                    KafkaConfig.TRANSPORT.name());
        }
        return "stock (" + what + ")";
    }
}
