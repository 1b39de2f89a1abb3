package dev.plinth.db;

import dev.plinth.api.AcquireQueueFullException;
import dev.plinth.api.AcquireTimeoutException;
import dev.plinth.pool.EndpointsUnavailableException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;

/** Why the pool gave no connection, as R2DBC's exceptions. */
final class AcquireErrors {

    private static final String UNABLE = "08001";

    private AcquireErrors() {}

    static R2dbcException translate(Throwable error) {
        if (error instanceof R2dbcException known) {
            return known;
        }
        if (error instanceof AcquireTimeoutException) {
            return new R2dbcTimeoutException(error.getMessage(), UNABLE, 0, error);
        }
        if (error instanceof AcquireQueueFullException || error instanceof EndpointsUnavailableException) {
            return new R2dbcTransientResourceException(error.getMessage(), UNABLE, 0, error);
        }
        return new R2dbcNonTransientResourceException(
                "no connection to the database could be had: " + error.getMessage(), UNABLE, 0, error);
    }
}
