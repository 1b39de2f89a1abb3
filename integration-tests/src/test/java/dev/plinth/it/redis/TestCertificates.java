package dev.plinth.it.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;

/**
 * A certificate of the conformance kit, as the PEM files that a server wants.
 *
 * @param chain the server's certificates
 * @param key its private key
 * @param authority who signed them
 */
public record TestCertificates(Path chain, Path key, Path authority) {

    private static final char[] PASSWORD = "plinth".toCharArray();

    /** {@code name}: localhost, or named (which is plinth.test and nothing else). */
    public static TestCertificates write(String name, Path folder) throws IOException {
        try {
            KeyStore server = load(name);
            KeyStore trust = load("trust");
            String entry = Collections.list(server.aliases()).get(0);
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : server.getCertificateChain(entry)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            StringBuilder authorities = new StringBuilder();
            for (String alias : Collections.list(trust.aliases())) {
                authorities.append(
                        pem("CERTIFICATE", trust.getCertificate(alias).getEncoded()));
            }
            String key = pem("PRIVATE KEY", server.getKey(entry, PASSWORD).getEncoded());
            return new TestCertificates(
                    Files.writeString(folder.resolve(name + "-chain.pem"), chain),
                    Files.writeString(folder.resolve(name + "-key.pem"), key),
                    Files.writeString(folder.resolve(name + "-authority.pem"), authorities));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the kit's certificates cannot be used", e);
        }
    }

    private static KeyStore load(String name) throws IOException, GeneralSecurityException {
        try (InputStream file = TestCertificates.class.getResourceAsStream("/dev/plinth/tck/tls/" + name + ".p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD);
            return store;
        }
    }

    private static String pem(String type, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
