package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.ErrorDetails;

/** Who takes a result. Called on the connection's loop. */
interface ResultConsumer {

    /**
     * @param index where the content of the row's message begins
     * @return false if it is not wanted yet; it then comes again after {@link PipelinedResult#demand()}
     */
    boolean row(ByteBuf in, int index, int length, Columns columns);

    default void notice(ErrorDetails details) {}

    default boolean wantsNotices() {
        return false;
    }

    /**
     * The end, after all rows.
     *
     * @param rows how many the command says it has touched or given; -1 if it does not say
     * @param failure null if it went well
     */
    void done(long rows, Throwable failure);
}
