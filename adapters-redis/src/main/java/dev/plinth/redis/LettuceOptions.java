package dev.plinth.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.RedisCommand;
import java.util.function.Predicate;

/** Lettuce's options as our clients start with them, and as they must be whatever a user sets. */
final class LettuceOptions {

    /** In place of Lettuce's timer and listener per command: {@link RequestGate} and {@link WaitingRoom}. */
    static final TimeoutOptions TIMEOUTS_ARE_OURS =
            TimeoutOptions.builder().timeoutCommands(false).build();

    private LettuceOptions() {}

    /** What we start from, before the user's changes. */
    static void defaults(ClientOptions.Builder builder, RedisOptions options) {
        builder.maintNotificationsConfig(MaintNotificationsConfig.disabled()); // would move connections by itself
        builder.socketOptions(
                SocketOptions.builder().connectTimeout(options.connectTimeout()).build());
        options.clientOptions().accept(builder);
    }

    /** {@code base} with what our handlers rely on, written to a builder that was made from it. */
    static void adapt(ClientOptions base, ClientOptions.Builder builder, ClientContext context) {
        builder.maintNotificationsConfig(base.getMaintNotificationsConfig()); // the cluster's mutate() forgets it
        // RequestQueue bounds; Lettuce's bounded queues take a lock for every command.
        builder.requestQueueSize(Integer.MAX_VALUE);
        // A hash map beside the stack: for a quick removal of failed writes, at every command's cost.
        builder.useHashIndexQueue(false);
        builder.replayFilter(new RequeueFilter(context, userFilter(base)));
        TimeoutOptions timeouts = base.getTimeoutOptions();
        if (timeouts.isTimeoutCommands() && timeouts.isApplyConnectionTimeout()) {
            builder.timeoutOptions(TIMEOUTS_ARE_OURS);
        }
    }

    /** {@code base} with other TLS options; for one connection. */
    static ClientOptions with(ClientOptions base, SslOptions tls) {
        ClientOptions.Builder builder = base.mutate().sslOptions(tls);
        // The cluster's mutate() forgets these.
        builder.maintNotificationsConfig(base.getMaintNotificationsConfig());
        builder.replayFilter(base.getReplayFilter());
        builder.useHashIndexQueue(base.isUseHashIndexedQueue());
        return builder.build();
    }

    /** The bound that a user set in Lettuce's own way, else that of our options. */
    static int bound(ClientOptions base, RedisOptions options) {
        int own = base.getRequestQueueSize();
        return own == Integer.MAX_VALUE ? options.requestQueueSize() : own;
    }

    private static Predicate<RedisCommand<?, ?, ?>> userFilter(ClientOptions base) {
        Predicate<RedisCommand<?, ?, ?>> filter = base.getReplayFilter();
        return filter instanceof RequeueFilter ours ? ours.user() : filter;
    }
}
