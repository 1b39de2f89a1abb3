package dev.plinth.it.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.Receiver;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import reactor.core.publisher.Mono;

/** Forwards everything: a twin overrides what it breaks. */
class ForwardingConnection implements AsyncConnection {

    final AsyncConnection sound;

    ForwardingConnection(AsyncConnection sound) {
        this.sound = sound;
    }

    @Override
    public int core() {
        return sound.core();
    }

    @Override
    public SocketAddress localAddress() {
        return sound.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return sound.remoteAddress();
    }

    @Override
    public boolean isOpen() {
        return sound.isOpen();
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return sound.tlsSession();
    }

    @Override
    public Mono<Integer> read(ByteBuffer dst) {
        return sound.read(dst);
    }

    @Override
    public Mono<Void> write(ByteBuffer src) {
        return sound.write(src);
    }

    /** The receiver is to see this connection, not the sound one. */
    @Override
    public void receive(Receiver receiver) {
        sound.receive(new Receiver() {
            @Override
            public void onReceive(AsyncConnection connection, ByteBuffer data) {
                receiver.onReceive(ForwardingConnection.this, data);
            }

            @Override
            public void onReceiveComplete(AsyncConnection connection) {
                receiver.onReceiveComplete(ForwardingConnection.this);
            }

            @Override
            public void onEnd(AsyncConnection connection) {
                receiver.onEnd(ForwardingConnection.this);
            }

            @Override
            public void onWritable(AsyncConnection connection) {
                receiver.onWritable(ForwardingConnection.this);
            }

            @Override
            public void onClosed(AsyncConnection connection, Throwable cause) {
                receiver.onClosed(ForwardingConnection.this, cause);
            }
        });
    }

    @Override
    public void pauseReceive() {
        sound.pauseReceive();
    }

    @Override
    public void resumeReceive() {
        sound.resumeReceive();
    }

    @Override
    public boolean send(ByteBuffer src) {
        return sound.send(src);
    }

    @Override
    public void flush() {
        sound.flush();
    }

    @Override
    public long pendingWriteBytes() {
        return sound.pendingWriteBytes();
    }

    @Override
    public Mono<Void> shutdownOutput() {
        return sound.shutdownOutput();
    }

    @Override
    public Mono<Void> close() {
        return sound.close();
    }

    @Override
    public void abort() {
        sound.abort();
    }

    @Override
    public ConnectionStats stats() {
        return sound.stats();
    }

    @Override
    public Mono<Void> onClose() {
        return sound.onClose();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return sound.unwrap(type);
    }
}
