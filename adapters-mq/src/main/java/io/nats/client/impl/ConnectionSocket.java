package io.nats.client.impl;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;

/** A connection of a runtime that looks like a socket: what jnats, and the JDK's TLS on top of it, ask of one. */
final class ConnectionSocket extends Socket {

    private final AsyncConnection connection;
    private final ConnectionInput input;
    private final ConnectionOutput output;
    private volatile boolean closed;

    ConnectionSocket(AsyncRuntime runtime, AsyncConnection connection) throws SocketException {
        super((SocketImpl) null);
        this.connection = connection;
        this.output = new ConnectionOutput(runtime, connection);
        this.input = new ConnectionInput(runtime, connection, output);
        connection.receive(input);
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    /** What was written before still goes out. */
    @Override
    public void close() {
        closed = true;
        input.end();
        output.close();
    }

    void abort() {
        closed = true;
        connection.abort();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {
        if (on && seconds == 0) {
            abort(); // how jnats asks for that
        }
    }

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void shutdownInput() {
        input.end();
    }

    @Override
    public void setSoTimeout(int millis) {
        input.timeout(millis);
    }

    @Override
    public int getSoTimeout() {
        return input.timeout();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isInputShutdown() {
        return closed;
    }

    @Override
    public boolean isOutputShutdown() {
        return closed;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return connection.remoteAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return connection.localAddress();
    }

    @Override
    public InetAddress getInetAddress() {
        return connection.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    @Override
    public int getPort() {
        return connection.remoteAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Override
    public InetAddress getLocalAddress() {
        return connection.localAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    @Override
    public int getLocalPort() {
        return connection.localAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Override
    public String toString() {
        return "ConnectionSocket[" + connection.remoteAddress() + "]";
    }
}
