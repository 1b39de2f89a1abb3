package dev.plinth.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.EnumSet;
import java.util.Set;

/** What a connection that many callers share does not take: it would change, or hold up, what others do. */
final class SharedConnection {

    private static final Set<CommandType> OF_ONES_OWN = EnumSet.of(
            CommandType.MULTI,
            CommandType.WATCH,
            CommandType.SELECT,
            CommandType.MONITOR,
            CommandType.BLPOP,
            CommandType.BRPOP,
            CommandType.BRPOPLPUSH,
            CommandType.BLMOVE,
            CommandType.BLMPOP,
            CommandType.BZPOPMIN,
            CommandType.BZPOPMAX,
            CommandType.BZMPOP);

    private SharedConnection() {}

    static boolean refuses(ProtocolKeyword type) {
        return type instanceof CommandType command && OF_ONES_OWN.contains(command);
    }

    static RedisException refusal(ProtocolKeyword type) {
        return new RedisException(type + " needs a connection of its own, and this one is shared by all callers of its"
                + " core: it was not sent. Open one with RedisAdapter.openConnection(), and close it when done");
    }
}
