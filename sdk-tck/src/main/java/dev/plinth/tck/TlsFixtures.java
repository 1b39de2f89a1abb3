package dev.plinth.tck;

import dev.plinth.api.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Contexts made of the stores in the resources' folder {@code tls}; its README says what is in each. */
final class TlsFixtures {

    private static final char[] PASSWORD = "plinth".toCharArray();

    private TlsFixtures() {}

    /** A server reached as localhost or 127.0.0.1, which trusts the clients of our authority. */
    static SSLContext localhost() {
        return context("localhost");
    }

    /** A server that is plinth.test and nothing else. */
    static SSLContext named() {
        return context("named");
    }

    /** A server for localhost that no one trusts. */
    static SSLContext stranger() {
        return context("stranger");
    }

    /** A client with a certificate. */
    static SSLContext clientWithCertificate() {
        return context("client");
    }

    /** A client that trusts our authority. */
    static TlsOptions client() {
        return TlsOptions.client(context(null));
    }

    private static SSLContext context(String keyStore) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load("trust"));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore == null ? null : load(keyStore), PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the kit's certificates cannot be used", e);
        }
    }

    private static KeyStore load(String name) throws GeneralSecurityException {
        try (InputStream file = TlsFixtures.class.getResourceAsStream("tls/" + name + ".p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
