package dev.plinth.redis;

import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The TLS options of one connection, with the context made away from the cores. Lettuce makes one on
 * the loop, for every connect: it reads certificate files and the machine's randomness, and takes
 * milliseconds. Here that happens before each connect and reconnect (certificates that were renewed
 * in the meantime are seen), and the loop is given the finished context.
 */
final class PreparedTls extends SslOptions {

    private final SslOptions options;
    private final boolean trustAll;
    private volatile SSLContext context;

    PreparedTls(SslOptions options, SslVerifyMode verification) {
        super(options);
        this.options = options;
        this.trustAll = verification == SslVerifyMode.NONE;
    }

    /** The address, once the context is made. */
    Mono<SocketAddress> before(Mono<SocketAddress> address) {
        return address.flatMap(known -> Mono.fromCallable(() -> {
                    prepare();
                    return known;
                })
                .subscribeOn(Schedulers.boundedElastic()));
    }

    private void prepare() throws IOException, GeneralSecurityException {
        SslContextBuilder builder = options.createSslContextBuilder();
        if (trustAll) { // as Lettuce does it
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        SslContext made = builder.build();
        context = made instanceof JdkSslContext jdk ? jdk.context() : null; // OpenSSL's cannot be handed over
    }

    /** On the loop. Protocols and ciphers follow by {@link #createSSLParameters()}. */
    @Override
    public SslContextBuilder createSslContextBuilder() throws IOException, GeneralSecurityException {
        SSLContext ready = context;
        if (ready == null) {
            return options.createSslContextBuilder();
        }
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .sslContextProvider(new ReadyContext(ready).provider());
    }
}
