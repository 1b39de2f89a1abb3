package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class ServerBlameTest {

    private final OpenErrors errors = new OpenErrors(
            DbUrl.parse("postgresql://user@host/base"),
            InetSocketAddress.createUnresolved("host", 5432),
            Duration.ofSeconds(1));

    @Test
    void whoIsRefusedIsNoFaultOfTheServer() {
        for (String state : new String[] {"28P01", "28000", "3D000"}) {
            Throwable refused = refused(state);
            assertThat(ServerBlame.inOpening(refused)).as(state).isFalse();
            assertThat(ServerBlame.mayPass(refused)).as(state).isFalse();
            assertThat(ServerBlame.inUse(refused)).as(state).isFalse();
        }
    }

    @Test
    void aServerThatStartsOrIsFullMayBeBetterOffSoon() {
        for (String state : new String[] {"57P03", "53300"}) {
            assertThat(ServerBlame.inOpening(refused(state))).as(state).isTrue();
            assertThat(ServerBlame.mayPass(refused(state))).as(state).isTrue();
        }
    }

    @Test
    void theWayToTheServer() {
        for (Throwable failure : new Throwable[] {
            errors.translate(new ConnectException("Connection refused")),
            errors.translate(new IOException("Connection reset by peer")),
            errors.timedOut()
        }) {
            assertThat(ServerBlame.inOpening(failure)).as("%s", failure).isTrue();
            assertThat(ServerBlame.mayPass(failure)).as("%s", failure).isTrue();
            assertThat(ServerBlame.inUse(failure)).as("%s", failure).isTrue();
        }
    }

    @Test
    void whatStaysAsItIsIsNotTriedAgain() {
        assertThat(ServerBlame.mayPass(errors.translate(new SSLHandshakeException("unknown authority"))))
                .isFalse();
        assertThat(ServerBlame.mayPass(errors.translate(new UnsupportedOperationException("no socket files"))))
                .isFalse();
    }

    @Test
    void whatAStatementDidIsNoFaultOfTheServer() {
        assertThat(ServerBlame.inUse(DbErrors.of(details("23505"), "INSERT"))).isFalse();
        assertThat(ServerBlame.inUse(DbErrors.of(details("57014"), "SELECT"))).isFalse();
        assertThat(ServerBlame.inUse(DbErrors.of(details("57P01"), "SELECT"))).isTrue();
        assertThat(ServerBlame.inUse(new StatementMayHaveRunException("channel", "SELECT", new IOException())))
                .isTrue();
        assertThat(ServerBlame.inUse(new R2dbcNonTransientResourceException("lost", "08006")))
                .isTrue();
        assertThat(ServerBlame.inUse(new IllegalStateException())).isFalse();
    }

    /** As the driver tells of it. */
    private Throwable refused(String state) {
        R2dbcException driver = DbErrors.of(details(state), null);
        return errors.translate(driver);
    }

    private static ErrorDetails details(String state) {
        return ErrorDetails.fromCodeAndMessage(state, "as the server says");
    }
}
