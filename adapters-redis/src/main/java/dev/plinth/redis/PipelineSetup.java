package dev.plinth.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.CommandHandler;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.Collection;

/**
 * Adds our handlers to Lettuce's, once those are there, and goes. The first handler of every channel
 * that the bootstrap makes, so that it works for reconnects, pub/sub, Sentinel and cluster nodes, and
 * leaves Lettuce's NettyCustomizer to the user.
 */
final class PipelineSetup extends ChannelInboundHandlerAdapter {

    private static final String MERGED_FLUSH = "plinth-flush";
    private static final int MERGED_FLUSHES = 256;

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
            RequestGate gate = new RequestGate(queue, connection, commands, expires);
            pipeline.addAfter(name, RequestGate.NAME, gate);
            if (context.transport().sendsAtEndOfTurn()) {
                ChannelConfig config = ctx.channel().config();
                config.setRecvByteBufAllocator(
                        new HalfReads(config.getRecvByteBufAllocator(), gate::answered, commands.getStack()));
            }
            mergeCommands(pipeline, commands.getStack());
        }
        ctx.fireChannelRegistered();
        pipeline.remove(this);
    }

    /** Both behind the TLS layer, if there is one, so that the commands of a turn share one record, too. */
    private void mergeCommands(ChannelPipeline pipeline, Collection<?> unanswered) {
        boolean showsProgress =
                pipeline.get(SslHandler.class) == null && !context.transport().bridged();
        String encoder = pipeline.context(CommandEncoder.class).name();
        pipeline.addAfter(encoder, MERGED_FLUSH, new FlushConsolidationHandler(MERGED_FLUSHES, true));
        pipeline.replace(encoder, BatchEncoder.NAME, new BatchEncoder(showsProgress, unanswered));
    }

    static String describeMerging() {
        return "per turn of the loop, at most " + BatchEncoder.MOST_COMMANDS + " commands";
    }
}
