package dev.plinth.redis;

import dev.plinth.netty.NettyTransport;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.protocol.CommandHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;

/**
 * Adds our handlers to Lettuce's, once those are there, and goes. The first handler of every channel
 * that the bootstrap makes, so that it works for reconnects, pub/sub, Sentinel and cluster nodes, and
 * leaves Lettuce's NettyCustomizer to the user.
 */
final class PipelineSetup extends ChannelInboundHandlerAdapter {

    private static final int FLUSH_AFTER = Integer.getInteger("plinth.redis.internal.flush-after", 256);

    private final ClientContext context;
    private final RequestQueue queue;
    private final RedisChannelHandler<?, ?> connection;
    private final boolean expires;

    PipelineSetup(ClientContext context, RequestQueue queue, RedisChannelHandler<?, ?> connection, boolean expires) {
        this.context = context;
        this.queue = queue;
        this.connection = connection;
        this.expires = expires;
    }

    /** The event that follows the running of Lettuce's channel initializer. */
    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        CommandHandler commands = pipeline.get(CommandHandler.class);
        if (commands != null) { // else the initializer failed, and the channel is being closed
            String name = pipeline.context(commands).name();
            pipeline.addBefore(name, NoReplayGuard.NAME, new NoReplayGuard(context, queue, commands));
            pipeline.addAfter(name, RequestGate.NAME, new RequestGate(queue, connection, commands, expires));
            if (FlushMerging.on(context.transport())) {
                mergeFlushes(pipeline, ctx);
            }
        }
        ctx.fireChannelRegistered();
        pipeline.remove(this);
    }

    /** In front of the TLS layer commands would still make a record each: merge behind it. */
    private static void mergeFlushes(ChannelPipeline pipeline, ChannelHandlerContext ctx) {
        SslHandler tls = pipeline.get(SslHandler.class);
        String after = tls != null ? pipeline.context(tls).name() : ctx.name();
        pipeline.addAfter(after, FlushMerging.NAME, new FlushConsolidationHandler(FLUSH_AFTER, true));
    }

    /**
     * Whether flushes are merged by a handler of ours. The bridge needs none: what is flushed in a turn
     * of its loop is gathered by the connection and goes out at the turn's end. For measurements it can
     * be forced.
     */
    static final class FlushMerging {

        static final String NAME = "plinth-flush";

        private static final String FORCED = System.getProperty("plinth.redis.internal.flush-handler", "auto");

        private FlushMerging() {}

        static boolean on(NettyTransport transport) {
            return switch (FORCED) {
                case "on" -> true;
                case "off" -> false;
                default -> !transport.bridged();
            };
        }

        static String describe(NettyTransport transport) {
            return on(transport)
                    ? "per turn of the loop, at most " + FLUSH_AFTER + " commands"
                    : "per turn of the loop, by the transport";
        }
    }
}
