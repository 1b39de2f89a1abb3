package dev.plinth.netty.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the runtime has before anybody asks waits for its turn. */
@ParameterizedClass
@EnumSource(names = "SELECTOR")
class BridgeEarlyDataTest extends OnBridge {

    private Bootstrap eager(boolean ended, Events events) {
        NettyTransport bridge = Bridge.transport(EagerRuntime.of(runtime, ended));
        return new Bootstrap()
                .group(bridge.group())
                .channelFactory(bridge.channelFactory())
                .resolver(bridge.resolver())
                .handler(events);
    }

    @Test
    void comesAfterTheChannelIsActive() throws Exception {
        Events events = new Events();
        Channel channel = done(eager(false, events).connect(serveEcho())).channel();
        assertThat(events.next()).isEqualTo("active");
        assertThat(events.text(5)).isEqualTo("early");
        done(channel.writeAndFlush(Unpooled.copiedBuffer("late", StandardCharsets.ISO_8859_1)));
        assertThat(events.text(4)).isEqualTo("late");
        done(channel.close());
    }

    @Test
    void waitsForARead() throws Exception {
        Events events = new Events();
        Channel channel = done(eager(false, events)
                        .option(ChannelOption.AUTO_READ, false)
                        .connect(serveEcho()))
                .channel();
        done(channel.writeAndFlush(Unpooled.copiedBuffer("late", StandardCharsets.ISO_8859_1)));
        get(channel.eventLoop().submit(() -> {}));
        assertThat(events.events).containsExactly("active");
        channel.read();
        assertThat(events.next()).isEqualTo("active");
        assertThat(events.next()).isEqualTo("read early");
        assertThat(events.next()).isEqualTo("complete");
        get(channel.eventLoop().submit(() -> {}));
        assertThat(events.events).isEmpty();
        channel.read();
        assertThat(events.next()).isEqualTo("read late");
        done(channel.close());
    }

    @Test
    void anEarlyEndComesAfterTheBytes() throws Exception {
        Events events = new Events();
        Channel channel = done(eager(true, events).connect(serveEcho())).channel();
        done(channel.closeFuture());
        get(events.inactive);
        assertThat(events.events).startsWith("active", "read early", "complete", "inactive");
    }

    @Test
    void isReleasedIfNobodyReadsIt() throws Exception {
        Events events = new Events();
        Channel channel = done(eager(false, events)
                        .option(ChannelOption.AUTO_READ, false)
                        .connect(serveEcho()))
                .channel();
        done(channel.close());
        get(events.inactive);
        assertThat(events.events).noneMatch(event -> event.startsWith("read"));
    }
}
