package dev.plinth.db;

import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.codec.Codecs;

/** Where statements run: on connections shared with others, or on one that belongs to the caller. */
interface Lane {

    /** What parameters are encoded with. From any thread. */
    Codecs codecs();

    /** Whether {@link #codecs()} has nothing but the driver's own for the common types. */
    default boolean plainCodecs() {
        return true;
    }

    /** The loop that the next statement is to run on, by preference the caller's own. From any thread. */
    EventLoop loop();

    /** Runs a statement. On the loop that {@link #loop()} gave for it. */
    void execute(Exchange exchange);
}
