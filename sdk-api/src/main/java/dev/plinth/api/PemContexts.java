package dev.plinth.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** SSL contexts from PEM files, with what the JDK has. */
final class PemContexts {

    private static final char[] NO_PASSWORD = new char[0];

    private PemContexts() {}

    static SSLContext jvmDefault() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new ConfigException("the JVM has no usable default SSLContext: " + e.getMessage(), e);
        }
    }

    static SSLContext of(Path chain, Path key, Path trusted) {
        try {
            KeyManager[] keys = chain == null ? null : keyManagers(chain, key);
            TrustManager[] trust = trusted == null ? null : trustManagers(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new ConfigException("these TLS files cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keyManagers(Path chain, Path key) throws GeneralSecurityException {
        Certificate[] certificates = certificates(chain).toArray(Certificate[]::new);
        KeyStore store = emptyStore();
        PrivateKey privateKey = privateKey(key, certificates[0].getPublicKey().getAlgorithm());
        store.setKeyEntry("plinth", privateKey, NO_PASSWORD, certificates);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(Path trusted) throws GeneralSecurityException {
        KeyStore store = emptyStore();
        int index = 0;
        for (Certificate certificate : certificates(trusted)) {
            store.setCertificateEntry("trusted-" + index++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file) throws GeneralSecurityException {
        Collection<? extends Certificate> found =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content(file)));
        if (found.isEmpty()) {
            throw new ConfigException(file + " holds no certificate: it must be a PEM file");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file, String algorithm) throws GeneralSecurityException {
        String text = new String(content(file), java.nio.charset.StandardCharsets.US_ASCII);
        String begin = "-----BEGIN PRIVATE KEY-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new ConfigException(
                    file + " holds no unencrypted PKCS#8 key (-----BEGIN PRIVATE KEY-----): convert it with"
                            + " 'openssl pkcs8 -topk8 -nocrypt'");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store could not be made", e);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e, e);
        }
    }
}
