package dev.plinth.redis;

import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** A TLS context that is finished, behind the interface of one that is yet to be initialized. */
final class ReadyContext extends SSLContextSpi {

    private final SSLContext context;

    ReadyContext(SSLContext context) {
        this.context = context;
    }

    /** A provider whose one context this is; not registered anywhere. */
    Provider provider() {
        return new Ready(this);
    }

    /** Initialized already. */
    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        // The managers that come here are the defaults of an empty builder.
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return context.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return context.createSSLEngine(host, port);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return context.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return context.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return context.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return context.getClientSessionContext();
    }

    private static final class Ready extends Provider {

        private static final long serialVersionUID = 1L;

        private final transient ReadyContext spi;

        Ready(ReadyContext spi) {
            super("plinth-ready-context", "1", "one TLS context that is finished");
            this.spi = spi;
            putService(new Service(this, "SSLContext", "TLS", ReadyContext.class.getName(), List.of(), Map.of()) {
                @Override
                public Object newInstance(Object parameter) {
                    return Ready.this.spi;
                }
            });
        }
    }
}
