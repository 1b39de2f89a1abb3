package dev.plinth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.EncoderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a batch tells its commands: a promise that fails means that the command has not run. */
class BatchEncoderTest {

    private static final String SET = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";

    private final Queue<Object> unanswered = new ArrayDeque<>();
    private Transport transport;
    private EmbeddedChannel channel = open(true);

    private EmbeddedChannel open(boolean showsProgress) {
        transport = new Transport();
        return new EmbeddedChannel(transport, new BatchEncoder(showsProgress, unanswered));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static RedisCommand<String, String, String> set() {
        return new Command<>(
                CommandType.SET,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).addKey("k").addValue("v"));
    }

    /** Holds what is written until the test says how much of it was taken. */
    private static final class Transport extends ChannelOutboundHandlerAdapter {

        private final List<ByteBuf> messages = new ArrayList<>();
        private final List<ChannelPromise> promises = new ArrayList<>();
        private int flushes;

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            messages.add((ByteBuf) msg);
            promises.add(promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
        }

        /** As a channel does that is closed: the rest is released, and its promise fails. */
        void fail(int message, int taken) {
            messages.get(message).skipBytes(taken).release();
            promises.get(message).setFailure(new IOException("reset"));
        }

        void take(int message) {
            messages.get(message).release();
            promises.get(message).setSuccess();
        }
    }

    @Test
    void theCommandsOfATurnAreOneMessage() {
        ChannelFuture first = channel.write(set());
        ChannelFuture second = channel.write(set());
        assertThat(transport.messages).isEmpty();
        channel.flush();

        assertThat(transport.messages).hasSize(1);
        assertThat(transport.messages.get(0).toString(StandardCharsets.US_ASCII))
                .isEqualTo(SET + SET);
        assertThat(first.isDone()).isFalse();
        transport.take(0);
        assertThat(first.isSuccess()).isTrue();
        assertThat(second.isSuccess()).isTrue();
    }

    @Test
    void halfOfWhatIsInFlightGoesOutAtOnce() {
        for (int i = 0; i < 40; i++) {
            unanswered.add(i);
        }
        for (int i = 0; i < 20; i++) {
            channel.write(set());
        }
        assertThat(transport.messages).hasSize(1);
        assertThat(transport.flushes).isEqualTo(1);
        transport.take(0);
    }

    @Test
    void whatWasTakenWholeMayHaveRunAndTheRestHasNot() {
        ChannelFuture whole = channel.write(set());
        ChannelFuture cut = channel.write(set());
        ChannelFuture unsent = channel.write(set());
        channel.flush();

        transport.fail(0, SET.length() + 5);

        assertThat(whole.isSuccess()).isTrue();
        assertThat(cut.cause()).isInstanceOf(IOException.class);
        assertThat(unsent.cause()).isInstanceOf(IOException.class);
    }

    @Test
    void ofAListSomeMayHaveRunAsSoonAsAnyOfItWasTaken() {
        ChannelFuture whole = channel.write(set());
        ChannelFuture begun = channel.write(List.of(set(), set()));
        ChannelFuture unsent = channel.write(List.of(set(), set()));
        channel.flush();

        transport.fail(0, SET.length() + 1);

        assertThat(whole.isSuccess()).isTrue();
        assertThat(begun.isSuccess()).isTrue();
        assertThat(unsent.cause()).isInstanceOf(IOException.class);
    }

    @Test
    void whereTheTransportDoesNotTellAllMayHaveRun() {
        channel.finishAndReleaseAll();
        channel = open(false);
        ChannelFuture command = channel.write(set());
        channel.flush();

        transport.fail(0, 0);

        assertThat(command.isSuccess()).isTrue();
    }

    @Test
    void whatWasNotHandedOverWhenTheConnectionIsLostHasNotRun() {
        ChannelFuture command = channel.write(set());

        channel.close();

        assertThat(command.cause()).isInstanceOf(IOException.class);
        assertThat(transport.messages).isEmpty();
    }

    @Test
    void aCommandThatCannotBeEncodedClosesTheConnectionAndLeavesNoTrace() {
        ChannelFuture sound = channel.write(set());
        RedisCommand<String, String, String> faulty = new Command<>(CommandType.SET, null, null) {
            @Override
            public void encode(ByteBuf data) {
                data.writeByte('*');
                throw new IllegalStateException("codec");
            }
        };
        ChannelFuture refused = channel.write(faulty);

        assertThat(refused.cause()).isInstanceOf(EncoderException.class).hasRootCauseMessage("codec");
        assertThat(channel.isOpen()).isFalse();
        assertThat(sound.cause()).isInstanceOf(IOException.class);
    }
}
