package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.netty.NettyTransport;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A real PostgreSQL for this module's tests: started once, on the first use, and stopped when the JVM ends. */
final class Database {

    static final String USER = "postgres";
    static final String NAME = "postgres";

    private Database() {}

    /** Without TLS; more parameters may follow with {@code &}. */
    static String url() {
        return "postgresql://" + USER + "@localhost:" + port() + "/" + NAME + "?sslmode=disable";
    }

    /** Opens connections to it. */
    static Opener opener(AsyncRuntime runtime) {
        Target target = DbUrl.parse(url());
        return new Opener(
                NettyTransport.of(runtime),
                target,
                target.servers().get(0),
                DbOptions.load(),
                new TlsEngines(target.tls()),
                List.of(),
                DbClient.wires(target, DbOptions.load(), List.of()));
    }

    static int port() {
        return Holder.POSTGRES.getPort();
    }

    private static final class Holder {

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("fsync", "off")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException("no PostgreSQL could be started", e);
            }
        }

        private static void stop(EmbeddedPostgres postgres) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
