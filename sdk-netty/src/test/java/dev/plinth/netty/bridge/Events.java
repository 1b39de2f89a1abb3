package dev.plinth.netty.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what a pipeline is told, and whether it was told on the loop. */
final class Events extends ChannelInboundHandlerAdapter {

    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> inactive = new CompletableFuture<>();
    final CompletableFuture<Void> unregistered = new CompletableFuture<>();

    String next() throws InterruptedException {
        return events.poll(OnBridge.WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** The bytes of the next {@code length} characters; other events are skipped. */
    String text(int length) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            String event = next();
            if (event == null) {
                throw new AssertionError("only \"" + text + "\" came");
            }
            if (event.startsWith("read ")) {
                text.append(event, 5, event.length());
            }
        }
        return text.toString();
    }

    private void add(ChannelHandlerContext context, String event) {
        events.add(context.executor().inEventLoop() ? event : event + ", off the loop");
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        add(context, "active");
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        add(context, "read " + bytes.toString(StandardCharsets.ISO_8859_1));
        bytes.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        add(context, "complete");
        context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            add(context, "end");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        errors.add(cause);
        add(context, "error");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        add(context, "inactive");
        inactive.complete(null);
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
        add(context, "unregistered");
        unregistered.complete(null);
    }
}
