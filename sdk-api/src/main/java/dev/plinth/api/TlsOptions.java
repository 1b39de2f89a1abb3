package dev.plinth.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS for one end of a connection. Immutable; each {@code with} returns a changed copy. A client
 * checks the server's certificate and host name unless told otherwise, and sends the host name (SNI)
 * where it is one.
 */
public final class TlsOptions {

    private final boolean client;
    private final SSLContext context;
    private final String serverName;
    private final boolean hostNameCheck;
    private final boolean clientCertificateRequired;
    private final List<String> protocols;

    private TlsOptions(
            boolean client,
            SSLContext context,
            String serverName,
            boolean hostNameCheck,
            boolean clientCertificateRequired,
            List<String> protocols) {
        this.client = client;
        this.context = context;
        this.serverName = serverName;
        this.hostNameCheck = hostNameCheck;
        this.clientCertificateRequired = clientCertificateRequired;
        this.protocols = protocols;
    }

    /** A client that trusts what the JVM trusts. */
    public static TlsOptions client() {
        return client(PemContexts.jvmDefault());
    }

    /** A client that trusts what {@code context} does. */
    public static TlsOptions client(SSLContext context) {
        return new TlsOptions(true, Objects.requireNonNull(context, "context"), null, true, false, List.of());
    }

    /**
     * A client that trusts the certificates in a PEM file, and no others.
     *
     * @throws ConfigException if the file cannot be used; the message says why
     */
    public static TlsOptions clientTrusting(Path certificates) {
        return client(PemContexts.of(null, null, certificates));
    }

    /** A server with the certificates of {@code context}. */
    public static TlsOptions server(SSLContext context) {
        return new TlsOptions(false, Objects.requireNonNull(context, "context"), null, false, false, List.of());
    }

    /**
     * A server with a certificate chain and a private key (PKCS#8, not encrypted) from PEM files.
     *
     * @throws ConfigException if a file cannot be used; the message says why
     */
    public static TlsOptions server(Path certificateChain, Path privateKey) {
        return server(PemContexts.of(certificateChain, privateKey, null));
    }

    /** The name to send (SNI) and to check, instead of the host that is connected to. Client only. */
    public TlsOptions withServerName(String name) {
        Objects.requireNonNull(name, "name");
        return new TlsOptions(client, context, name, hostNameCheck, clientCertificateRequired, protocols);
    }

    /** Leaves out the check of the host name, which leaves the door open to an impostor. */
    public TlsOptions withoutHostNameCheck() {
        return new TlsOptions(client, context, serverName, false, clientCertificateRequired, protocols);
    }

    /** Server: refuse clients without a certificate that the context trusts. */
    public TlsOptions withClientCertificateRequired() {
        return new TlsOptions(client, context, serverName, hostNameCheck, true, protocols);
    }

    /**
     * Only these protocols, such as {@code TLSv1.3}.
     *
     * @throws ConfigException if the context knows no such protocol; the message lists those that it knows
     */
    public TlsOptions withProtocols(String... names) {
        List<String> known = List.of(context.getSupportedSSLParameters().getProtocols());
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ConfigException("'" + name + "' is no protocol that the TLS context speaks; known: " + known);
            }
        }
        return new TlsOptions(client, context, serverName, hostNameCheck, clientCertificateRequired, List.of(names));
    }

    /** Whether these are for the end that opens the connection. */
    public boolean isClient() {
        return client;
    }

    /** The context. */
    public SSLContext context() {
        return context;
    }

    /** For backends: an engine with all of this applied, for a peer that was addressed so. */
    public SSLEngine newEngine(String peerHost, int peerPort) {
        // JSSE is content with a certificate for the peer's host as well as for the SNI name: it must know one only.
        SSLEngine engine = context.createSSLEngine(client ? checkedName(peerHost) : peerHost, peerPort);
        engine.setUseClientMode(client);
        engine.setSSLParameters(parameters(engine.getSSLParameters(), peerHost));
        return engine;
    }

    /**
     * For backends that use sockets: {@code base} with all of this applied. Make the socket with {@link
     * #checkedName} as its host, since that is what is checked.
     */
    public SSLParameters parameters(SSLParameters base, String peerHost) {
        String name = serverName != null ? serverName : peerHost;
        if (client) {
            if (hostNameCheck) {
                base.setEndpointIdentificationAlgorithm("HTTPS");
            }
            List<SNIServerName> names = sni(name);
            if (!names.isEmpty()) {
                base.setServerNames(names);
            }
        } else if (clientCertificateRequired) {
            base.setNeedClientAuth(true);
        }
        if (!protocols.isEmpty()) {
            base.setProtocols(protocols.toArray(String[]::new));
        }
        return base;
    }

    /** The name to check the certificate against: the server name, else the host connected to. */
    public String checkedName(String peerHost) {
        return serverName != null ? serverName : peerHost;
    }

    private static List<SNIServerName> sni(String name) {
        List<SNIServerName> names = new ArrayList<>();
        // RFC 6066, section 3: literal addresses are not permitted in "HostName"
        if (name != null && !name.contains(":") && !name.matches("[0-9.]+")) {
            try {
                names.add(new SNIHostName(name));
            } catch (IllegalArgumentException e) {
                return names; // not a name that SNI can carry; the check of the certificate still holds
            }
        }
        return names;
    }
}
