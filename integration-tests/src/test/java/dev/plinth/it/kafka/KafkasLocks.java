package dev.plinth.it.kafka;

import java.lang.reflect.Method;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Where a producer takes a lock on the core that sends, and we cannot help it: for some field accesses each. */
public final class KafkasLocks implements BlockHoundIntegration {

    private static final String POOL = "org.apache.kafka.clients.producer.internals.BufferPool";

    /** For ServiceLoader. */
    public KafkasLocks() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        try {
            Class<?> pool = Class.forName(POOL, false, KafkasLocks.class.getClassLoader());
            for (Method method : pool.getDeclaredMethods()) {
                builder.allowBlockingCallsInside(POOL, method.getName());
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("kafka-clients has changed: where is " + POOL + "?", e);
        }
    }
}
