package dev.plinth.kafka;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.producer.internals.Sender;
import org.apache.kafka.clients.producer.internals.TransactionManager;
import org.apache.kafka.common.Node;

/** A producer's {@code Sender}, by methods that are not public; they are the same in kafka-clients 4.0 to 4.4. */
final class KafkasSender implements SenderTurns {

    private static final PrivateField TRANSACTIONS =
            PrivateField.of(Sender.class, "transactionManager", TransactionManager.class);
    private static final PrivateField METADATA = PrivateField.of(Sender.class, "metadata", Metadata.class);
    private static final PrivateField IN_FLIGHT =
            PrivateField.of(NetworkClient.class, "inFlightRequests", Object.class);
    private static final MethodHandle RUN_ONCE = method(Sender.class, "runOnce", void.class);
    private static final MethodHandle HAS_REQUEST_IN_FLIGHT =
            method(TransactionManager.class, "hasInFlightRequest", boolean.class);
    private static final MethodHandle HAS_PENDING_REQUESTS =
            method(TransactionManager.class, "hasPendingRequests", boolean.class);
    private static final MethodHandle HAS_ERROR = method(TransactionManager.class, "hasError", boolean.class);

    private final Sender sender;
    private final TransactionManager transactions;
    private final NetworkClient client;
    private final Metadata metadata;
    /** Of the client's requests in flight: whether a node takes another. */
    private final MethodHandle takesMore;

    /**
     * The sender of a {@code KafkaProducer}.
     *
     * @throws UnknownClientException if it is not as expected
     */
    KafkasSender(Object producer) {
        Object found =
                PrivateField.of(producer.getClass(), "sender", Object.class).get(producer, Object.class);
        if (found == null || found.getClass() != Sender.class) {
            throw new UnknownClientException("the producer's sender is "
                    + (found == null ? "not there" : "a " + found.getClass().getName()));
        }
        this.sender = (Sender) found;
        this.transactions = TRANSACTIONS.get(sender, TransactionManager.class);
        this.client = ClientPath.ofProducer(producer);
        this.metadata = METADATA.get(sender, Metadata.class);
        Object inFlight = IN_FLIGHT.get(client, Object.class);
        this.takesMore = method(inFlight.getClass(), "canSendMore", boolean.class, String.class)
                .bindTo(inFlight);
    }

    private static MethodHandle method(Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
        try {
            Method method = owner.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(method)
                    .asType(MethodType.methodType(result, parameters).insertParameterTypes(0, owner));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UnknownClientException(owner.getName() + "." + name + " cannot be reached", e);
        }
    }

    @Override
    public boolean isSteady() {
        return sender.isRunning() && (transactions == null || transactions.hasProducerId() && nothingPending());
    }

    /** A new producer id is asked for, and waited for, by the sender itself. */
    private boolean nothingPending() {
        try {
            return !(boolean) HAS_REQUEST_IN_FLIGHT.invokeExact(transactions)
                    && !(boolean) HAS_PENDING_REQUESTS.invokeExact(transactions)
                    && !(boolean) HAS_ERROR.invokeExact(transactions);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void runOnce() throws Exception {
        try {
            RUN_ONCE.invokeExact(sender);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void receive() {
        client.poll(0, System.currentTimeMillis());
    }

    @Override
    public boolean isFull() {
        List<Node> nodes = metadata.fetch().nodes();
        try {
            for (Node node : nodes) {
                if ((boolean) takesMore.invokeExact(node.idString())) {
                    return false;
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return !nodes.isEmpty();
    }

    @Override
    public int inFlight() {
        return client.inFlightRequestCount();
    }

    @Override
    public boolean isEnding() {
        return !sender.isRunning();
    }
}
