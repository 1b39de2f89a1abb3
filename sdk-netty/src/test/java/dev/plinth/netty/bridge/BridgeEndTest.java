package dev.plinth.netty.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a channel comes not to be, and how it ends. */
@ParameterizedClass
@EnumSource
class BridgeEndTest extends OnBridge {

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static ServerSocket silentServer(int backlog) throws IOException {
        return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    }

    /** Reads nothing, ever. */
    private static ChannelHandler[] deaf() {
        return new ChannelHandler[] {
            new ChannelInboundHandlerAdapter() {
                @Override
                public void handlerAdded(ChannelHandlerContext context) {
                    context.channel().config().setAutoRead(false);
                }
            }
        };
    }

    @Test
    void refused() throws Exception {
        int free;
        try (ServerSocket socket = silentServer(1)) {
            free = socket.getLocalPort();
        }
        ChannelFuture connect = client(new Events()).connect(loopback(free));
        assertThat(failure(connect)).isInstanceOf(ConnectException.class).hasMessageContaining("refused");
        done(connect.channel().closeFuture());
    }

    @Test
    void notAnswered() throws Exception {
        // A full backlog: the kernel drops further handshakes, as a dead host would.
        try (ServerSocket full = silentServer(1)) {
            List<Socket> fill = new ArrayList<>();
            InetSocketAddress address = loopback(full.getLocalPort());
            for (int i = 0; i < 2; i++) {
                Socket socket = new Socket();
                socket.connect(address);
                fill.add(socket);
            }
            Bootstrap client = client().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 200);
            ChannelFuture connect = client.connect(address);
            assertThat(failure(connect)).isInstanceOf(ConnectTimeoutException.class);
            done(connect.channel().closeFuture());

            ChannelFuture cancelled =
                    client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0).connect(address);
            assertThat(cancelled.cancel(false)).isTrue();
            done(cancelled.channel().closeFuture());

            Channel closed = done(client.register()).channel();
            ChannelFuture pending = closed.connect(address);
            assertThat(closed.isActive()).isFalse();
            done(closed.close());
            assertThat(failure(pending)).isInstanceOf(ClosedChannelException.class);
            for (Socket socket : fill) {
                socket.close();
            }
        }
    }

    @Test
    void aNameWithoutAnAddress() throws Exception {
        ChannelFuture connect = client(new Events()).connect("no-such-host.invalid", 1);
        assertThat(failure(connect)).isInstanceOf(UnknownHostException.class);
        done(connect.channel().closeFuture());
    }

    @Test
    void aNameIsResolvedByTheRuntime() throws Exception {
        Events client = new Events();
        Channel channel =
                done(client(client).connect("localhost", serveEcho().getPort())).channel();
        done(channel.writeAndFlush(text("hello")));
        assertThat(client.text(5)).isEqualTo("hello");
        done(channel.close());
    }

    @Test
    void resetByThePeer() throws Exception {
        try (ServerSocket server = silentServer(1)) {
            Events client = new Events();
            Channel channel = connect(loopback(server.getLocalPort()), client);
            Socket peer = server.accept();
            peer.setSoLinger(true, 0);
            peer.close();
            get(client.inactive);
            done(channel.closeFuture());
            assertThat(client.errors).singleElement().isInstanceOf(IOException.class);
            assertThat(client.events).startsWith("active", "error", "inactive");
            assertThat(failure(channel.writeAndFlush(text("late")))).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void endedByThePeer() throws Exception {
        try (ServerSocket server = silentServer(1)) {
            Events client = new Events();
            Channel channel = connect(loopback(server.getLocalPort()), client);
            Socket peer = server.accept();
            peer.getOutputStream().write('x');
            peer.close();
            get(client.inactive);
            done(channel.closeFuture());
            assertThat(client.errors).isEmpty();
            assertThat(client.events).contains("read x").doesNotContain("end");
        }
    }

    @Test
    void halfClosedByThisEnd() throws Exception {
        try (ServerSocket server = silentServer(1)) {
            Events client = new Events();
            DuplexChannel channel = (DuplexChannel) connect(loopback(server.getLocalPort()), client);
            Socket peer = server.accept();
            done(channel.writeAndFlush(text("request")));
            done(channel.shutdownOutput());
            assertThat(channel.isOutputShutdown()).isTrue();
            assertThat(channel.isInputShutdown()).isFalse();
            assertThat(failure(channel.writeAndFlush(text("more")))).isInstanceOf(IOException.class);
            assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo("request");
            peer.getOutputStream().write("answer".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.text(6)).isEqualTo("answer");
            assertThat(channel.isActive()).isTrue();
            peer.close();
            done(channel.closeFuture());
            assertThat(client.errors).isEmpty();
        }
    }

    @Test
    void halfClosedByThePeer() throws Exception {
        try (ServerSocket server = silentServer(1)) {
            Events client = new Events();
            DuplexChannel channel = (DuplexChannel) done(client(client)
                            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                            .connect(loopback(server.getLocalPort())))
                    .channel();
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write("bye".getBytes(StandardCharsets.ISO_8859_1));
                peer.shutdownOutput();
                assertThat(client.text(3)).isEqualTo("bye");
                assertThat(client.next()).isEqualTo("complete");
                assertThat(client.next()).isEqualTo("end");
                assertThat(channel.isInputShutdown()).isTrue();
                assertThat(channel.isActive()).isTrue();
                done(channel.writeAndFlush(text("still here")));
                done(channel.shutdownOutput());
                assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .isEqualTo("still here");
                done(channel.closeFuture());
                assertThat(client.errors).isEmpty();
            }
        }
    }

    @Test
    void inputShutDownByThisEnd() throws Exception {
        Events client = new Events();
        DuplexChannel channel = (DuplexChannel) connect(serveEcho(), client);
        done(channel.shutdownInput());
        assertThat(channel.isInputShutdown()).isTrue();
        done(channel.writeAndFlush(text("unheard")));
        done(channel.shutdown());
        done(channel.closeFuture());
        assertThat(client.events).noneMatch(event -> event.startsWith("read"));
    }

    @Test
    void whatWasWrittenBeforeCloseStillGoesOut() throws Exception {
        try (ServerSocket server = silentServer(1)) {
            Channel channel = connect(loopback(server.getLocalPort()), new Events());
            channel.writeAndFlush(text("last words"));
            done(channel.close());
            try (Socket peer = server.accept()) {
                assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .isEqualTo("last words");
            }
        }
    }

    @Test
    void closeWithWritesPending() throws Exception {
        Channel channel = connect(serve(BridgeEndTest::deaf), new Events());
        List<ByteBuf> buffers = new ArrayList<>();
        List<ChannelFuture> writes = new ArrayList<>();
        writeUntilStuck(channel, buffers, writes);
        done(channel.close());
        assertThat(failure(writes.get(writes.size() - 1))).isInstanceOf(ClosedChannelException.class);
        for (ChannelFuture write : writes) {
            assertThat(write.await(WAIT_SECONDS * 1000L)).isTrue();
        }
        // The one that was under way is released when the connection lets go of it, after the write was told.
        await().untilAsserted(() -> assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0));
    }

    /** 64 MB is more than two sockets' buffers and the connection's hold. */
    private static void writeUntilStuck(Channel channel, List<ByteBuf> buffers, List<ChannelFuture> writes)
            throws Exception {
        for (int i = 0; i < 64; i++) {
            ByteBuf buffer = channel.alloc().buffer(1 << 20).writeZero(1 << 20);
            buffers.add(buffer);
            writes.add(channel.writeAndFlush(buffer));
        }
        done(writes.get(0));
        assertThat(writes.get(63).isDone()).isFalse();
        assertThat(channel.isWritable()).isFalse();
    }

    @Test
    void shutdownOfTheRuntimeWithOpenChannels() throws Exception {
        Events stuck = new Events();
        Events idle = new Events();
        Channel writing = connect(serve(BridgeEndTest::deaf), stuck);
        Channel reading = connect(serveEcho(), idle);
        Channel unconnected = done(client(new Events()).register()).channel();
        List<ByteBuf> buffers = new ArrayList<>();
        List<ChannelFuture> writes = new ArrayList<>();
        writeUntilStuck(writing, buffers, writes);

        runtime.close();

        for (Channel channel : List.of(writing, reading, unconnected)) {
            done(channel.closeFuture());
        }
        for (Events events : List.of(stuck, idle)) {
            get(events.inactive);
            get(events.unregistered);
        }
        for (ChannelFuture write : writes) {
            assertThat(write.await(WAIT_SECONDS * 1000L)).isTrue();
        }
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
        done(transport.group().terminationFuture());
    }

    @Test
    void aClosedRuntimeTakesNoMoreChannels() throws Exception {
        Bootstrap client = client(new Events());
        runtime.close();
        done(transport.group().terminationFuture());
        ChannelFuture connect = client.connect(loopback(1));
        assertThat(failure(connect)).isInstanceOf(RejectedExecutionException.class);
        expectComplaint("Force-closing a channel");
    }
}
