package dev.plinth.netty.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class BridgeDataTest extends OnBridge {

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void fiftyMegabytesBothWaysWithReadingSwitchedOffAndOn() throws Exception {
        Pump pump = new Pump(50 << 20, 40);
        Channel channel = connect(serveEcho(), pump);
        get(pump.complete);
        assertThat(pump.pauses).isPositive();
        done(channel.close());
    }

    @Test
    void twoHundredChannelsSpreadOverTheCores() throws Exception {
        InetSocketAddress peer = serveEcho();
        List<Pump> pumps = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Pump pump = new Pump(100_000, 7);
            pumps.add(pump);
            channels.add(connect(peer, pump));
        }
        for (Pump pump : pumps) {
            get(pump.complete);
        }
        assertThat(channels)
                .filteredOn(channel -> channel.eventLoop() == transport.loop(0))
                .hasSize(100);
        for (Channel channel : channels) {
            done(channel.close());
        }
    }

    @Test
    void largeMessagesOfEveryKindOfBuffer() throws Exception {
        int length = 1 << 20;
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = Pattern.at(i);
        }
        List<ByteBuf> kinds = List.of(
                Unpooled.wrappedBuffer(content),
                Unpooled.directBuffer(length).writeBytes(content),
                Unpooled.wrappedBuffer(content).asReadOnly(),
                Unpooled.wrappedBuffer(
                        Unpooled.copiedBuffer(content, 0, 1000),
                        Unpooled.EMPTY_BUFFER,
                        Unpooled.copiedBuffer(content, 1000, length - 1000)),
                Unpooled.wrappedBuffer(new byte[7], content).skipBytes(7),
                Unpooled.wrappedBuffer(content).retainedSlice());
        for (ByteBuf kind : kinds) {
            Events client = new Events();
            Channel channel = connect(serveEcho(), client);
            done(channel.writeAndFlush(kind));
            assertThat(client.text(length).getBytes(StandardCharsets.ISO_8859_1))
                    .as("echo of %s", kind)
                    .isEqualTo(content);
            done(channel.close());
        }
        kinds.get(5).release(); // the slice retained what it is a slice of
        assertThat(kinds).allMatch(kind -> kind.refCnt() == 0);
    }

    @Test
    void futuresOfWritesCompleteInOrder() throws Exception {
        Events client = new Events();
        Channel channel = connect(serveEcho(), client);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<ChannelFuture> writes = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < 2_000; i++) {
            int number = i;
            String message = i % 100 == 0 ? "" : number + " ";
            length += message.length();
            writes.add(channel.write(text(message)).addListener(future -> order.add(number)));
        }
        channel.flush();
        for (ChannelFuture write : writes) {
            done(write);
        }
        get(channel.eventLoop().submit(() -> {})); // after the listeners
        assertThat(order).hasSize(2_000).isSorted();
        assertThat(client.text(length)).startsWith("1 2 3 ").endsWith("1998 1999 ");
        done(channel.close());
    }

    @Test
    void everythingIsToldOnTheLoop() throws Exception {
        Events client = new Events();
        Channel channel = connect(serveEcho(), client);
        done(channel.writeAndFlush(text("a")));
        assertThat(client.next()).isEqualTo("active");
        assertThat(client.next()).isEqualTo("read a");
        assertThat(client.next()).isEqualTo("complete");
        done(channel.close());
        assertThat(client.next()).isEqualTo("inactive");
        assertThat(client.next()).isEqualTo("unregistered");
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void withoutAutoReadOneReadLetsOneBufferThrough() throws Exception {
        Events client = new Events();
        Channel channel = done(client(client)
                        .option(ChannelOption.AUTO_READ, false)
                        .connect(serveEcho()))
                .channel();
        assertThat(client.next()).isEqualTo("active");
        done(channel.writeAndFlush(text("one")));
        channel.read();
        assertThat(client.next()).isEqualTo("read one");
        assertThat(client.next()).isEqualTo("complete");
        done(channel.writeAndFlush(text("two")));
        // Another channel's echo: by then the first one's would have come as well.
        Events other = new Events();
        Channel witness = connect((InetSocketAddress) channel.remoteAddress(), other);
        done(witness.writeAndFlush(text("x")));
        assertThat(other.text(1)).isEqualTo("x");
        assertThat(client.events).isEmpty();
        channel.read();
        assertThat(client.next()).isEqualTo("read two");
        done(witness.close());
        done(channel.close());
    }

    @Test
    void flushesMayBeConsolidated() throws Exception {
        Events client = new Events();
        Channel channel = connect(serveEcho(), new FlushConsolidationHandler(256, true), client);
        for (int i = 0; i < 1_000; i++) {
            channel.writeAndFlush(text("0123456789"));
        }
        assertThat(client.text(10_000)).isEqualTo("0123456789".repeat(1_000));
        done(channel.close());
    }

    @Test
    void tlsInThePipeline(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.create(folder);
        SslContext server = SslContextBuilder.forServer(certificate.keys()).build();
        SslContext trusting =
                SslContextBuilder.forClient().trustManager(certificate.trust()).build();
        InetSocketAddress peer = serve(
                () -> new ChannelHandler[] {new SslHandler(server.newEngine(ByteBufAllocator.DEFAULT)), new Echo()});
        Pump pump = new Pump(4 << 20, 11, false);
        SslHandler tls = new SslHandler(trusting.newEngine(ByteBufAllocator.DEFAULT, "localhost", 0));
        Channel channel = connect(peer, tls, pump);
        done(tls.handshakeFuture());
        get(pump.complete);
        done(channel.close());
    }

    @Test
    void whatIsNoBufferIsRefused() throws Exception {
        Channel channel = connect(serveEcho());
        Throwable refusal = failure(channel.writeAndFlush(new DefaultFileRegion(new File("/dev/zero"), 0, 1)));
        assertThat(refusal)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("DefaultFileRegion")
                .hasMessageContaining("chunks");
        assertThat(channel.isActive()).isTrue();
        done(channel.close());
    }
}
