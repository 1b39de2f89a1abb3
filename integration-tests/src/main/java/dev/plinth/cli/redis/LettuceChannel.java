package dev.plinth.cli.redis;

import dev.plinth.cli.load.LiveChannel;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.netty.channel.Channel;

/** The Netty channel that a Lettuce connection is really on. */
public final class LettuceChannel {

    private LettuceChannel() {}

    /** That of a live connection. */
    public static Channel of(StatefulConnection<?, ?> connection) {
        Object writer = ((RedisChannelHandler<?, ?>) connection).getChannelWriter();
        while (!(writer instanceof DefaultEndpoint)) { // wrapped, by Lettuce or by Plinth's adapter
            writer = LiveChannel.field(writer, "delegate");
        }
        return (Channel) LiveChannel.field(writer, "channel");
    }
}
