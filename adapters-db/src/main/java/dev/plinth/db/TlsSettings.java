package dev.plinth.db;

import io.r2dbc.postgresql.client.SSLNegotiation;
import java.nio.file.Path;

/**
 * What a URL says about TLS.
 *
 * @param rootCert certificates to trust, in PEM; null for the JVM's
 * @param cert our certificate, in PEM; null for none
 * @param key its key, PKCS#8 in PEM
 * @param keyPassword null for none
 */
record TlsSettings(
        TlsMode mode, SSLNegotiation negotiation, boolean sni, Path rootCert, Path cert, Path key, String keyPassword) {

    @Override
    public String toString() {
        return mode.text();
    }
}
