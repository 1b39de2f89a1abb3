package dev.plinth.it.redis;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Where Lettuce itself takes a lock on a loop, and we cannot help it: for some field accesses each, and only when a
 * connection is made.
 */
public final class LettucesLocks implements BlockHoundIntegration {

    /** For ServiceLoader. */
    public LettucesLocks() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(
                "io.lettuce.core.cluster.PooledClusterConnectionProvider$NodeConnectionPostProcessor",
                "lambda$apply$4");
        // A service that connects on a core: Lettuce fills a cache of methods.
        builder.allowBlockingCallsInside("io.lettuce.core.internal.AbstractInvocationHandler$MethodTranslator", "of");
    }
}
