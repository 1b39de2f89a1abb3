package dev.plinth.kafka;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.NetworkClient;

/** The way from a producer, consumer or admin client to its NetworkClient, by private fields. */
final class ClientPath {

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final List<String> PRODUCER = List.of("sender", "client");
    private static final List<String> ADMIN = List.of("client");
    private static final List<String> CLASSIC = List.of("delegate", "client", "client");
    private static final List<String> ASYNC =
            List.of("delegate", "applicationEventHandler", "networkThread", "networkClientDelegate", "client");

    private ClientPath() {}

    static NetworkClient ofProducer(Object producer) {
        return walk(producer, PRODUCER);
    }

    static NetworkClient ofAdmin(Object admin) {
        return walk(admin, ADMIN);
    }

    static NetworkClient ofConsumer(Object consumer) {
        Object delegate =
                PrivateField.of(consumer.getClass(), "delegate", Object.class).get(consumer, Object.class);
        return walk(consumer, delegate.getClass().getSimpleName().startsWith("Classic") ? CLASSIC : ASYNC);
    }

    private static NetworkClient walk(Object from, List<String> names) {
        Object at = from;
        for (String name : names) {
            at = await(at, name);
        }
        if (at.getClass() != NetworkClient.class) {
            throw new UnknownClientException(
                    "the client's network is a " + at.getClass().getName());
        }
        return (NetworkClient) at;
    }

    /** The KIP-848 consumer makes its network on a thread of its own, for which some versions do not wait. */
    private static Object await(Object of, String name) {
        PrivateField field = PrivateField.of(of.getClass(), name, Object.class);
        Object value = field.get(of, Object.class);
        long start = System.nanoTime();
        while (value == null && of instanceof Thread thread && thread.isAlive()) {
            if (System.nanoTime() - start > START_NANOS) {
                break;
            }
            Thread.yield();
            synchronized (field) { // so that the field is read anew
                value = field.get(of, Object.class);
            }
        }
        if (value == null) {
            throw new UnknownClientException(of.getClass().getName() + "." + name + " is not set");
        }
        return value;
    }
}
