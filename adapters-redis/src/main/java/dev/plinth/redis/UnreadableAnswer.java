package dev.plinth.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.RedisProtocolException;
import java.util.function.Function;

/**
 * Stands for a command whose answer Lettuce's decoder is failing on: what the decoder throws, such as an
 * IndexOutOfBoundsException, is no error that a caller can make sense of.
 */
final class UnreadableAnswer<K, V, T> extends CommandWrapper<K, V, T> {

    private final Function<Throwable, Throwable> named;

    /** @param named makes the error that the caller is given of what the decoder threw */
    UnreadableAnswer(RedisCommand<K, V, T> command, Function<Throwable, Throwable> named) {
        super(command);
        this.named = named;
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        boolean decoders = !(error instanceof RedisException) || error instanceof RedisProtocolException;
        return super.completeExceptionally(decoders ? named.apply(error) : error);
    }
}
