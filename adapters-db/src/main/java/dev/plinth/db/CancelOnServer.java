package dev.plinth.db;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Cancels, on the server, a statement that nobody waits for any more. The server cancels whatever runs on
 * the connection when the request comes in, so it is made only for a statement that is alone on the wire,
 * and nothing new is sent until the request is dealt with: it never hits a neighbour.
 */
final class CancelOnServer {

    private final Wire wire;
    private final Supplier<Mono<Void>> cancelRequest;
    private boolean requested;
    private boolean answered = true;

    CancelOnServer(Wire wire, Supplier<Mono<Void>> cancelRequest) {
        this.wire = wire;
        this.cancelRequest = cancelRequest;
    }

    boolean isUnderWay() {
        return requested;
    }

    /** In a transaction it is left alone: cancelling would undo all of the transaction. */
    void consider(Exchange exchange) {
        if (!requested && wire.transactionStatus() == 'I' && wire.runsAlone(exchange)) {
            wire.loop()
                    .schedule(
                            () -> {
                                if (wire.runsAlone(exchange)) {
                                    request();
                                }
                            },
                            wire.settings().cancelAfter().toNanos(), // what ends sooner is not worth a connection
                            TimeUnit.NANOSECONDS);
        }
    }

    void request() {
        if (requested) {
            return;
        }
        requested = true;
        answered = false;
        cancelRequest
                .get()
                .onErrorComplete() // the statement runs to its end, and its answers are thrown away
                .doFinally(signal -> {
                    if (wire.loop().inEventLoop()) {
                        dealtWith();
                    } else {
                        wire.loop().execute(this::dealtWith);
                    }
                })
                .subscribe();
    }

    private void dealtWith() {
        answered = true;
        nothingRuns();
    }

    /** Called when nothing is in flight. */
    void nothingRuns() {
        if (requested && answered && wire.nothingInFlight()) {
            requested = false;
            wire.resume();
        }
    }
}
