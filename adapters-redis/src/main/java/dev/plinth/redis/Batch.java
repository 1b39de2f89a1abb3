package dev.plinth.redis;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import java.util.Arrays;

/**
 * The commands that go out in one buffer, and what to tell each of them when it has gone, or not.
 *
 * <p>A promise that fails means "has not run": Lettuce sends the command again. So when the buffer was
 * taken in part, the promises of those commands that were taken whole succeed, and {@link
 * NoReplayGuard} finds them unanswered. Where it cannot be told how much was taken, all succeed.
 */
final class Batch implements ChannelFutureListener {

    private final ByteBuf data;
    private final boolean showsProgress;
    private ChannelPromise[] promises = new ChannelPromise[16];
    /** How many bytes the server must have before anything of the n-th can have run. */
    private int[] runsFrom = new int[16];

    private int count;
    private int end;

    Batch(ByteBuf data, boolean showsProgress) {
        this.data = data;
        this.showsProgress = showsProgress;
    }

    ByteBuf data() {
        return data;
    }

    int commands() {
        return count;
    }

    /**
     * What was encoded last.
     *
     * @param single one command, which runs only when the server has the whole of it; else a list, of
     *     which some run as soon as some of it is there
     */
    void add(ChannelPromise promise, boolean single) {
        if (count == promises.length) {
            promises = Arrays.copyOf(promises, 2 * count);
            runsFrom = Arrays.copyOf(runsFrom, 2 * count);
        }
        promises[count] = promise;
        runsFrom[count] = single ? data.writerIndex() : end + 1;
        end = data.writerIndex();
        count++;
    }

    /** For the channel, which releases it; this batch keeps it, too, to see how far it has got. */
    ByteBuf handOver() {
        return data.retain();
    }

    @Override
    public void operationComplete(ChannelFuture future) {
        int taken = future.isSuccess() || !showsProgress ? Integer.MAX_VALUE : data.readerIndex();
        data.release();
        for (int i = 0; i < count; i++) {
            if (runsFrom[i] <= taken) {
                promises[i].trySuccess();
            } else {
                promises[i].tryFailure(future.cause());
            }
        }
    }

    /** Nothing of it was handed over. */
    void drop(Throwable cause) {
        data.release();
        for (int i = 0; i < count; i++) {
            promises[i].tryFailure(cause);
        }
    }
}
