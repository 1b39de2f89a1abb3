package dev.plinth.db;

import dev.plinth.api.ConfigException;
import io.r2dbc.postgresql.client.SSLMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** libpq's {@code sslmode}. */
enum TlsMode {
    DISABLE(SSLMode.DISABLE),
    ALLOW(SSLMode.ALLOW),
    PREFER(SSLMode.PREFER),
    REQUIRE(SSLMode.REQUIRE),
    // The rest is up to the engine that we give the driver: see TlsEngines.
    VERIFY_CA(SSLMode.REQUIRE),
    VERIFY_FULL(SSLMode.REQUIRE);

    private final SSLMode driver;

    TlsMode(SSLMode driver) {
        this.driver = driver;
    }

    static TlsMode of(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.text().equals(text.toLowerCase(Locale.ROOT).replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new ConfigException("sslmode=" + text + " is none; there are "
                        + Arrays.stream(values()).map(TlsMode::text).collect(Collectors.joining(", "))));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    SSLMode driver() {
        return driver;
    }

    boolean verifiesCertificate() {
        return this == VERIFY_CA || this == VERIFY_FULL;
    }

    boolean insists() {
        return this == REQUIRE || verifiesCertificate();
    }
}
