package dev.plinth.it.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.Receiver;
import java.nio.ByteBuffer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Connections that each break one promise. */
final class BrokenConnections {

    private BrokenConnections() {}

    static AsyncConnection losesTheLastByteOfARead(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Integer> read(ByteBuffer dst) {
                return super.read(dst).map(read -> {
                    if (read < 2) {
                        return read;
                    }
                    dst.position(dst.position() - 1);
                    return read - 1;
                });
            }
        };
    }

    static AsyncConnection completesReadsOnAnotherThread(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Integer> read(ByteBuffer dst) {
                return super.read(dst).publishOn(Schedulers.boundedElastic());
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
                // The cached read goes on when its subscriber has gone, and so would its bytes.
                return Mono.defer(() -> {
                    Mono<Integer> read =
                            super.read(ByteBuffer.allocate(dst.remaining())).cache();
                    return read.flatMap(count -> super.read(dst));
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

    static AsyncConnection completesWritesTooEarly(AsyncConnection sound) {
        return new ForwardingConnection(sound) {
            @Override
            public Mono<Void> write(ByteBuffer src) {
                return Mono.fromRunnable(() -> super.write(src).subscribe(done -> {}, error -> {}));
            }
        };
    }
}
