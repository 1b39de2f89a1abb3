package dev.plinth.db;

import dev.plinth.api.ConfigException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.r2dbc.postgresql.client.SSLNegotiation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * The TLS engines of one adapter. The driver makes its own on the loop: it reads the certificates there, and asks
 * the name service for the name of the address that it connected to before it compares names. So it is given these
 * in their place: of a context that was made off the cores, with the name to verify built in, which is verified in
 * the handshake.
 */
final class TlsEngines {

    private final TlsSettings settings;
    private SslContext context;
    private List<Long> files = List.of();

    TlsEngines(TlsSettings settings) {
        this.settings = settings;
    }

    /** What makes the engines of connections to {@code server}; not on a core, as it may read files. */
    Function<SSLEngine, SSLEngine> to(SocketAddress server) {
        SslContext ready = context();
        return driversOwn -> engine(ready, server);
    }

    /** The same until one of the files is another: certificates that are renewed are seen. */
    private synchronized SslContext context() {
        List<Long> now = modified();
        if (context == null || !now.equals(files)) {
            context = build();
            files = now;
        }
        return context;
    }

    private List<Long> modified() {
        List<Long> times = new ArrayList<>();
        Stream.of(settings.rootCert(), settings.cert(), settings.key()).forEach(file -> times.add(time(file)));
        return times;
    }

    private static Long time(Path file) {
        try {
            return file == null ? 0L : Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new ConfigException("the file " + file + " of the TLS settings cannot be read: " + e, e);
        }
    }

    private SslContext build() {
        try {
            // Names are verified where verify-full says so, by engine().
            SslContextBuilder builder =
                    SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm(null);
            if (!settings.mode().verifiesCertificate()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else if (settings.rootCert() != null) {
                builder.trustManager(file(settings.rootCert()));
            }
            if (settings.cert() != null) {
                builder.keyManager(file(settings.cert()), file(settings.key()), settings.keyPassword());
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException(
                    "the certificates or the key of the TLS settings cannot be used: " + e.getMessage()
                            + ". sslrootcert and sslcert are certificates in PEM, sslkey is a PKCS#8 key in PEM",
                    e);
        }
    }

    private static File file(Path path) {
        File file = path.toFile();
        if (!file.canRead()) {
            throw new UncheckedIOException(new IOException(path + " cannot be read"));
        }
        return file;
    }

    private SSLEngine engine(SslContext ready, SocketAddress server) {
        if (!(server instanceof InetSocketAddress inet)) {
            return ready.newEngine(ByteBufAllocator.DEFAULT);
        }
        String host = inet.getHostString();
        SSLEngine engine = ready.newEngine(ByteBufAllocator.DEFAULT, host, inet.getPort());
        SSLParameters parameters = engine.getSSLParameters();
        if (settings.mode() == TlsMode.VERIFY_FULL) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        parameters.setServerNames(settings.sni() && isName(host) ? List.of(new SNIHostName(host)) : List.of());
        if (settings.negotiation() == SSLNegotiation.DIRECT) {
            parameters.setApplicationProtocols(new String[] {"postgresql"});
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** As libpq has it: no address, and no dot at the end. */
    private static boolean isName(String host) {
        return !host.matches("[0-9.]+|.*:.*") && !host.endsWith(".") && host.matches("[A-Za-z0-9_.-]+");
    }
}
