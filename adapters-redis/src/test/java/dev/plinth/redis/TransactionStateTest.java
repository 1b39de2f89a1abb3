package dev.plinth.redis;

import static io.lettuce.core.protocol.CommandType.DISCARD;
import static io.lettuce.core.protocol.CommandType.EXEC;
import static io.lettuce.core.protocol.CommandType.GET;
import static io.lettuce.core.protocol.CommandType.MULTI;
import static io.lettuce.core.protocol.CommandType.UNWATCH;
import static io.lettuce.core.protocol.CommandType.WATCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.CommandType;
import org.junit.jupiter.api.Test;

class TransactionStateTest {

    private final TransactionState state = new TransactionState();

    @Test
    void withoutALossNothingIsRefused() {
        passes(GET, WATCH, GET, MULTI, GET, EXEC, GET, MULTI, DISCARD, WATCH, UNWATCH);
    }

    @Test
    void aLossOutsideATransactionIsNoMatter() {
        state.connectionLost();
        passes(GET, MULTI, GET, EXEC);
        state.connectionLost();
        passes(GET, WATCH, UNWATCH);
        state.connectionLost();
        passes(GET, MULTI, EXEC);
    }

    @Test
    void aLostTransactionFailsUpToItsEnd() {
        passes(MULTI, GET);
        state.connectionLost();
        fails(GET, GET, EXEC);
        passes(GET);
        passes(MULTI);
        state.connectionLost();
        fails(GET, DISCARD);
        passes(GET);
    }

    @Test
    void aNewMultiEndsALostOne() {
        passes(MULTI);
        state.connectionLost();
        fails(GET);
        passes(MULTI, GET, EXEC);
    }

    @Test
    void aLostWatchFailsTheTransactionAfterIt() {
        passes(WATCH);
        state.connectionLost();
        passes(GET);
        fails(MULTI, GET, EXEC);
        passes(GET, MULTI, EXEC);
    }

    @Test
    void watchingMoreAfterALossFails() {
        passes(WATCH);
        state.connectionLost();
        fails(WATCH);
        passes(WATCH, MULTI, EXEC);
    }

    @Test
    void unwatchForgives() {
        passes(WATCH);
        state.connectionLost();
        passes(UNWATCH, MULTI, GET, EXEC);
    }

    @Test
    void aMultiThatFailedLosesTheTransaction() {
        passes(MULTI);
        state.notBegun();
        fails(GET, EXEC);
        passes(GET);
    }

    private void passes(CommandType... commands) {
        for (CommandType command : commands) {
            assertThat(state.before(command)).as(command.name()).isNull();
        }
    }

    private void fails(CommandType... commands) {
        for (CommandType command : commands) {
            assertThat(state.before(command)).as(command.name()).isInstanceOf(TransactionLostException.class);
        }
    }
}
