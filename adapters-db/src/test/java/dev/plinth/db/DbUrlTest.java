package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of both kinds: what they mean, and what is said of those that mean nothing. */
class DbUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://localhost/db                  | postgresql://localhost:5432/db",
                "postgres://me@localhost:1234/db            | postgresql://localhost:1234/db",
                "postgresql://me@a,b:6000/db                | postgresql://a:5432,b:6000/db",
                "postgresql://me@[::1]:6000/db              | postgresql://[::1]:6000/db",
                "postgresql:///db?host=/run/pg              | postgresql:///run/pg/.s.PGSQL.5432/db",
                "postgresql://me@%2Frun%2Fpg/db             | postgresql:///run/pg/.s.PGSQL.5432/db",
                "postgresql:///db?host=a,b&port=1,2         | postgresql://a:1,b:2/db",
                "r2dbc:postgresql://me:x@a:1/db             | postgresql://a:1/db",
                "r2dbc:plinth:postgresql://me:x@a/db        | postgresql://a:5432/db",
            })
    void leadToServers(String url, String label) {
        assertThat(DbUrl.parse(url).label()).isEqualTo(label);
    }

    @Test
    void userPasswordAndDatabaseAreDecoded() {
        Target target = DbUrl.parse("postgresql://a%40b:c%2Fd:e@host/my%20db");
        assertThat(target.user()).isEqualTo("a@b");
        assertThat(target.password()).isEqualTo("c/d:e");
        assertThat(target.database()).isEqualTo("my db");
        assertThat(target).asString().doesNotContain("c/d:e");
    }

    @Test
    void theDatabaseIsNamedAsTheUserUnlessItIsGiven() {
        assertThat(DbUrl.parse("postgresql://me@host").database()).isEqualTo("me");
    }

    @Test
    void timesWithoutUnitAreSecondsWithLibpqAndMillisecondsWithR2dbc() {
        assertThat(DbUrl.parse("postgresql://h/d?connect_timeout=5").connectTimeout())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(DbUrl.parse("r2dbc:postgresql://h/d?connectTimeout=5").connectTimeout())
                .isEqualTo(Duration.ofMillis(5));
        assertThat(DbUrl.parse("r2dbc:postgresql://h/d?connectTimeout=PT5S").connectTimeout())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void settingsOfTheServer() {
        assertThat(DbUrl.parse("postgresql://h/d?options=-c%20geqo=off%20--work_mem=8MB")
                        .parameters())
                .containsEntry("geqo", "off")
                .containsEntry("work_mem", "8MB");
        assertThat(DbUrl.parse("r2dbc:postgresql://h/d?options=geqo=off;work_mem=8MB&schema=a")
                        .parameters())
                .containsEntry("geqo", "off")
                .containsEntry("work_mem", "8MB")
                .containsEntry("search_path", "a");
    }

    @Test
    void tlsIsAsTheInventorsHaveIt() {
        assertThat(DbUrl.parse("postgresql://h/d").tls().mode()).isEqualTo(TlsMode.PREFER);
        assertThat(DbUrl.parse("r2dbc:postgresql://h/d").tls().mode()).isEqualTo(TlsMode.DISABLE);
        assertThat(DbUrl.parse("r2dbcs:postgresql://h/d").tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
        assertThat(DbUrl.parse("postgresql://h/d?sslmode=verify-ca").tls().mode())
                .isEqualTo(TlsMode.VERIFY_CA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:5432/db                                | ://",
                "mysql://localhost/db                             | 'mysql://'",
                "postgresql://h/d?sslmod=require                  | sslmod",
                "postgresql://h/d?sslmode=yes                     | sslmode=yes",
                "postgresql://h:x/d                               | port 'x'",
                "postgresql://h:70000/d                           | port '70000'",
                "postgresql://a,a/d                               | twice",
                "postgresql:///d?host=a,b,c&port=1,2              | 3 hosts and 2 ports",
                "postgresql://a,/d                                | a host is empty",
                "postgresql://h/d?connect_timeout=soon            | connect_timeout=soon",
                "r2dbc:postgresql://h/d?statementTimeout=soon     | statementTimeout=soon",
                "postgresql://h/d?application_name                | has no value",
                "postgresql://h/d?keepalives=1&keepalives=0       | keepalives is there twice",
                "postgresql://h/d?options=geqo                    | name=value",
                "postgresql://h/d?sslmode=require&sslcert=a       | sslkey",
                "postgresql://h/d?sslmode=disable&sslrootcert=a   | verifies nothing",
                "postgresql://h/d?sslnegotiation=direct           | sslnegotiation=direct",
                "postgresql://h/d?target_session_attrs=any-of-it  | target_session_attrs",
                "postgresql://h/d?client_encoding=LATIN1          | UTF8",
            },
            quoteCharacter = '"')
    void whatCannotBeUsedIsNamed(String url, String named) {
        assertThatThrownBy(() -> DbUrl.parse(url))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "sslmod=require,                                  sslmod",
        "sslMode=require&no.such=1&applicationName=a,     no.such",
        "options=no=such;x=1&statementTimeouts=1s,        statementTimeouts",
        "plinthruntime=1,                                 plinthruntime",
    })
    void anOptionOfADiscoveredUrlThatIsNotKnownIsNamed(String query, String named) {
        ConnectionFactoryOptions options =
                ConnectionFactoryOptions.parse("r2dbc:plinth:postgresql://me:secret@h/d?" + query);
        assertThatThrownBy(() -> FactoryOptions.target(options, PlinthConnectionFactoryProvider.KNOWN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the parameter " + named + " is not known")
                .hasMessageNotContaining("secret");
    }

    @Test
    void valuesOfADiscoveredUrlThatLookLikeOptionsAreNone() {
        ConnectionFactoryOptions options = ConnectionFactoryOptions.parse(
                "r2dbc:plinth:postgresql://me@h/d?applicationName=a%2C%20no%3Dsuch&options=geqo=off;jit=off");
        Target target = FactoryOptions.target(options, PlinthConnectionFactoryProvider.KNOWN);
        assertThat(target.applicationName()).isEqualTo("a, no=such");
        assertThat(target.parameters()).containsEntry("jit", "off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:secret@h:x/d",
                "postgresql://me:p/secret@h/d",
                "postgresql://me:sec%ret@h/d",
                "postgresql://h:x/d?password=secret",
                "mysql://me:secret@h/d",
            })
    void noMessageTellsThePassword(String url) {
        assertThatThrownBy(() -> DbUrl.parse(url))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("sec%ret")
                .hasNoCause();
    }
}
