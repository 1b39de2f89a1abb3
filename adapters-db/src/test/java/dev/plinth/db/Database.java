package dev.plinth.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** A real PostgreSQL for this module's tests: started once, on the first use, and stopped when the JVM ends. */
final class Database {

    static final String USER = "postgres";
    static final String NAME = "postgres";

    private Database() {}

    static InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("localhost", port());
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
