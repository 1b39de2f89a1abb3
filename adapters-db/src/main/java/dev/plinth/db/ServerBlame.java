package dev.plinth.db;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;

/** What an error says of the server that it came from: of the server itself, or of what it was asked to do. */
final class ServerBlame {

    private ServerBlame() {}

    /** Of work on a connection: the way to the server, its shutdown or crash, or its disk is at fault. */
    static boolean inUse(Throwable error) {
        return hasState(error, "08", "57P", "58");
    }

    /** Of opening a connection: not if the server works, and refuses who asks or knows no such database. */
    static boolean inOpening(Throwable error) {
        return !hasState(error, "28", "3D000");
    }

    /**
     * Whether opening a connection may go well the next time: a server that starts, is full or cannot be reached
     * may be better off then, a password or a certificate is not.
     */
    static boolean mayPass(Throwable error) {
        if (error instanceof R2dbcPermissionDeniedException) {
            return false;
        }
        return error instanceof R2dbcTransientResourceException
                || error instanceof R2dbcTimeoutException
                || hasState(error, "08") && isOfTheWay(error);
    }

    private static boolean isOfTheWay(Throwable error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasState(Throwable error, String... beginnings) {
        String state = error instanceof R2dbcException r2dbc ? r2dbc.getSqlState() : null;
        if (state != null) {
            for (String beginning : beginnings) {
                if (state.startsWith(beginning)) {
                    return true;
                }
            }
        }
        return false;
    }
}
