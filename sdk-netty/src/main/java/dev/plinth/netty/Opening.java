package dev.plinth.netty;

/** Waits for a connection to be ready: connected and, with TLS, past the handshake. Called on its core, once. */
interface Opening {

    void ready(NettyConnection connection);

    void failed(Throwable cause);
}
