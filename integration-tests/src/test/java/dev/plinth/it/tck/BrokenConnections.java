package dev.plinth.it.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.Receiver;
import java.nio.ByteBuffer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Connections that each break one promise. */
final class BrokenConnections {

    private BrokenConnections() {}

    static AsyncConnection losesTheLastByteOfADirectBuffer(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Integer> read(ByteBuffer dst) {
                return super.read(dst).map(read -> {
                    if (read < 2 || !dst.isDirect()) {
                        return read;
                    }
                    dst.position(dst.position() - 1);
                    return read - 1;
                });
            }
        };
    }

    static AsyncConnection completesWritesOnAnotherThread(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Void> write(ByteBuffer src) {
                return super.write(src).publishOn(Schedulers.boundedElastic());
            }
        };
    }

    static AsyncConnection leavesReadsPendingOnClose(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Integer> read(ByteBuffer dst) {
                return super.read(dst).onErrorResume(ConnectionClosedException.class, e -> Mono.never());
            }
        };
    }

    static AsyncConnection losesTheBytesOfACancelledRead(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Integer> read(ByteBuffer dst) {
                if (dst.isReadOnly()) {
                    return super.read(dst);
                }
                return Mono.defer(() -> {
                    // A cached read goes on when its subscriber has gone, and nobody gets its bytes.
                    ByteBuffer own = ByteBuffer.allocate(dst.remaining());
                    return super.read(own).cache().doOnNext(read -> dst.put(own.flip()));
                });
            }
        };
    }

    static AsyncConnection deliversAfterPause(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public void pauseReceive() {}
        };
    }

    static AsyncConnection sendsFromAnywhere(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public boolean send(ByteBuffer src) {
                try {
                    return super.send(src);
                } catch (ConnectionClosedException e) {
                    throw e;
                } catch (IllegalStateException e) {
                    sound.write(src).subscribe();
                    return true;
                }
            }
        };
    }

    static AsyncConnection closesInsteadOfHalfClosing(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Void> shutdownOutput() {
                return isOpen() ? close() : super.shutdownOutput();
            }
        };
    }

    static AsyncConnection dropsWhatWasWrittenOnClose(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Void> close() {
                return Mono.defer(() -> {
                    abort();
                    return super.close();
                });
            }
        };
    }

    static AsyncConnection keepsTheCauseToItself(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public void receive(Receiver receiver) {
                super.receive(new Receiver() {
                    @Override
                    public void onReceive(AsyncConnection connection, ByteBuffer data) {
                        receiver.onReceive(connection, data);
                    }

                    @Override
                    public void onReceiveComplete(AsyncConnection connection) {
                        receiver.onReceiveComplete(connection);
                    }

                    @Override
                    public void onEnd(AsyncConnection connection) {
                        receiver.onEnd(connection);
                    }

                    @Override
                    public void onClosed(AsyncConnection connection, Throwable cause) {
                        receiver.onClosed(connection, null);
                    }
                });
            }
        };
    }

    static AsyncConnection completesBigWritesTooEarly(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Void> write(ByteBuffer src) {
                if (src.remaining() < 1 << 20) {
                    return super.write(src);
                }
                return Mono.fromRunnable(() -> super.write(src).subscribe(done -> {}, error -> {}));
            }
        };
    }

    static AsyncConnection countsAByteTooMany(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public ConnectionStats stats() {
                ConnectionStats stats = super.stats();
                return new ConnectionStats(stats.bytesRead() + 1, stats.bytesWritten(), stats.reads(), stats.writes());
            }
        };
    }
}
