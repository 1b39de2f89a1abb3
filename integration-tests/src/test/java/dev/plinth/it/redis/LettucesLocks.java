package dev.plinth.it.redis;

import java.lang.reflect.Method;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Where Lettuce itself takes a lock on a loop, and we cannot help it: for some field accesses each.
 */
public final class LettucesLocks implements BlockHoundIntegration {

    /** For ServiceLoader. */
    public LettucesLocks() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // The cluster's table of connections, for each command and each connection made or closed.
        allow(builder, "io.lettuce.core.cluster.PooledClusterConnectionProvider");
        allow(builder, "io.lettuce.core.cluster.PooledClusterConnectionProvider$NodeConnectionPostProcessor");
        // A service that connects on a core: Lettuce fills a cache of methods.
        allow(builder, "io.lettuce.core.internal.AbstractInvocationHandler$MethodTranslator");
    }

    private static void allow(BlockHound.Builder builder, String type) {
        try {
            Class<?> declaring = Class.forName(type, false, LettucesLocks.class.getClassLoader());
            for (Method method : declaring.getDeclaredMethods()) {
                builder.allowBlockingCallsInside(type, method.getName());
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Lettuce has changed: where is " + type + "?", e);
        }
    }
}
