package dev.plinth.it.redis;

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
        String provider = "io.lettuce.core.cluster.PooledClusterConnectionProvider";
        builder.allowBlockingCallsInside(provider + "$NodeConnectionPostProcessor", "lambda$apply$4");
        builder.allowBlockingCallsInside(provider, "getWriteConnection"); // for each command
        builder.allowBlockingCallsInside(provider, "getReadConnection");
        builder.allowBlockingCallsInside(provider, "setPartitions");
        builder.allowBlockingCallsInside(provider, "resetFastConnectionCache");
        // A service that connects on a core: Lettuce fills a cache of methods.
        builder.allowBlockingCallsInside("io.lettuce.core.internal.AbstractInvocationHandler$MethodTranslator", "of");
    }
}
