package dev.plinth.kafka;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.utils.Time;

/**
 * Makes selectors of Kafka's own class. By reflection: the last parameter, the context of its log lines, is in
 * another package from 4.4 on.
 */
final class SelectorFactory {

    private static final Class<?>[] PARAMETERS = {
        int.class,
        long.class,
        int.class,
        Metrics.class,
        Time.class,
        String.class,
        Map.class,
        boolean.class,
        boolean.class,
        ChannelBuilder.class,
        MemoryPool.class
    };
    private static final Constructor<?> SELECTOR = selector();
    private static final Constructor<?> LOG_CONTEXT = logContext();
    private static final MethodHandle REGISTER = register();
    private static final boolean KNOWN = probe();

    private SelectorFactory() {}

    /**
     * Whether selectors can be made.
     *
     * @throws LinkageError if not, by what is its cause
     */
    static void check() {
        assert KNOWN;
    }

    /** One that takes over the metrics, the channel builder and the log of another, and asks {@code cores}. */
    static Selector like(FormerSelector former, MemoryPool memory, CoreSelector cores) {
        former.giveUpMetrics();
        Selector made = make(
                cores,
                former.maxReceiveSize(),
                former.maxIdleMillis(),
                former.authenticationDelayMillis(),
                former.metrics(),
                former.time(),
                former.metricGroupPrefix(),
                former.metricTags(),
                former.metricsPerConnection(),
                former.timePerConnection(),
                former.channelBuilder(),
                memory,
                newLogContext());
        SelectorFields.LOG.set(made, former.log());
        return made;
    }

    /** Makes one for nothing, to see that it can be done. */
    private static boolean probe() {
        try (Metrics metrics = new Metrics();
                Selector made = make(
                        new CoreSelector(),
                        NetworkReceive.UNLIMITED,
                        Selector.NO_IDLE_TIMEOUT_MS,
                        Selector.NO_FAILED_AUTHENTICATION_DELAY,
                        metrics,
                        Time.SYSTEM,
                        "probe",
                        Map.of(),
                        false,
                        false,
                        null,
                        MemoryPool.NONE,
                        newLogContext())) {
            made.poll(0);
            return true;
        } catch (IOException e) {
            throw new UnknownClientException("Kafka's selector does not work as expected: " + e, e);
        }
    }

    /** For the making alone: the selector then gets a log. */
    private static Object newLogContext() {
        try {
            return LOG_CONTEXT.newInstance("");
        } catch (ReflectiveOperationException e) {
            throw new UnknownClientException(LOG_CONTEXT.getDeclaringClass().getName() + " could not be made", e);
        }
    }

    private static Selector make(CoreSelector cores, Object... parts) {
        try {
            Selector made = (Selector) SELECTOR.newInstance(parts);
            SelectorFields.NIO_SELECTOR
                    .get(made, java.nio.channels.Selector.class)
                    .close();
            SelectorFields.NIO_SELECTOR.set(made, cores);
            return made;
        } catch (ReflectiveOperationException | IOException e) {
            Throwable cause = e instanceof InvocationTargetException target ? target.getCause() : e;
            throw new UnknownClientException("Kafka's selector could not be made: " + cause, cause);
        }
    }

    /** {@code Selector.registerChannel}, which is protected. */
    static void register(Selector selector, String id, SocketChannel channel, int operations) throws IOException {
        try {
            REGISTER.invoke(selector, id, channel, operations);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("the channel could not be registered: " + e, e);
        }
    }

    private static Constructor<?> selector() {
        for (Constructor<?> constructor : Selector.class.getConstructors()) {
            Class<?>[] types = constructor.getParameterTypes();
            if (types.length == PARAMETERS.length + 1
                    && java.util.Arrays.equals(types, 0, PARAMETERS.length, PARAMETERS, 0, PARAMETERS.length)) {
                return constructor;
            }
        }
        throw new UnknownClientException(Selector.class.getName() + " has no constructor with all of its parts");
    }

    private static Constructor<?> logContext() {
        Class<?> type = SELECTOR.getParameterTypes()[PARAMETERS.length];
        try {
            return type.getConstructor(String.class);
        } catch (NoSuchMethodException e) {
            throw new UnknownClientException(type.getName() + " is not made from a text", e);
        }
    }

    private static MethodHandle register() {
        try {
            Method method =
                    Selector.class.getDeclaredMethod("registerChannel", String.class, SocketChannel.class, int.class);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UnknownClientException(Selector.class.getName() + ".registerChannel cannot be reached", e);
        }
    }
}
