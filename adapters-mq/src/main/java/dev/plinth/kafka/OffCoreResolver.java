package dev.plinth.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.NetworkClient;

/**
 * Looks hosts up as kafka-clients does, but never on a core, which must not wait for that: there it answers what it
 * has been told a moment ago, or has the sender go back to its own thread, which tries again.
 */
final class OffCoreResolver implements HostResolver {

    /** As long as a JVM keeps an answer unless told otherwise ({@code networkaddress.cache.ttl}). */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final HostResolver resolver;
    private final SenderOnCore sender;
    private final Map<String, Answer> answers = new HashMap<>();

    private record Answer(InetAddress[] addresses, long at) {}

    private static final PrivateField STATES = PrivateField.of(NetworkClient.class, "connectionStates", Object.class);

    /** @throws UnknownClientException if the client looks up hosts in another way than is known */
    static void into(NetworkClient client, SenderOnCore sender) {
        Object states = STATES.get(client, Object.class);
        PrivateField resolver = PrivateField.of(states.getClass(), "hostResolver", HostResolver.class);
        resolver.set(states, new OffCoreResolver(resolver.get(states, HostResolver.class), sender));
    }

    OffCoreResolver(HostResolver resolver, SenderOnCore sender) {
        this.resolver = resolver;
        this.sender = sender;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (!sender.isRunning() || LITERAL.matcher(host).matches()) {
            InetAddress[] addresses = resolver.resolve(host);
            answers.put(host, new Answer(addresses, System.nanoTime()));
            return addresses.clone();
        }
        Answer known = answers.get(host);
        if (known != null && System.nanoTime() - known.at() < FRESH_NANOS) {
            return known.addresses().clone();
        }
        sender.giveBack();
        throw new UnknownHostException(host + " is not looked up on a core; the producer's own thread does it next");
    }
}
