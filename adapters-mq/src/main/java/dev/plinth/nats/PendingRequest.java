package dev.plinth.nats;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** A request from its subscription to its answer. All but the first two methods and {@link #sent}: on the core. */
final class PendingRequest<T> implements Subscription, Runnable {

    private final Requests requests;
    private final RequestMono<T> what;
    private final CoreSubscriber<? super T> actual;
    private long token; // 0: not sent
    private boolean asked; // request() is called by one thread at a time
    private boolean done;
    private long deadline;
    private long epoch;

    PendingRequest(Requests requests, RequestMono<T> what, CoreSubscriber<? super T> actual) {
        this.requests = requests;
        this.what = what;
        this.actual = actual;
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n) && !asked) {
            asked = true;
            requests.send(this);
        }
    }

    @Override
    public void cancel() {
        requests.cancel(this);
    }

    /** Its turn on the core, before its bytes go out. */
    @Override
    public void run() {
        requests.register(this);
    }

    RequestMono<T> what() {
        return what;
    }

    /** By who asked for it, before it arrives on the core. */
    void sent(long number) {
        token = number;
    }

    long token() {
        return token;
    }

    long deadline() {
        return deadline;
    }

    /** In how many-eth batch of bytes it goes out. */
    long epoch() {
        return epoch;
    }

    void registered(long deadline, long epoch) {
        this.deadline = deadline;
        this.epoch = epoch;
    }

    boolean isDone() {
        return done;
    }

    void cancelled() {
        done = true;
    }

    void answer(ReceivedMessage reply) {
        if (done) {
            return;
        }
        T value;
        try {
            if (reply.statusCode() == 503) {
                throw new NoRespondersException("nobody listens on '" + what.subject()
                        + "': the request was handled by no one. Is the responder running, and connected to this"
                        + " server or its cluster"
                        + (what.toJetStream() ? "; has a stream that subject, and is JetStream enabled?" : "?"));
            }
            value = what.convert(reply);
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        done = true;
        actual.onNext(value);
        actual.onComplete();
    }

    void fail(Throwable error) {
        if (!done) {
            done = true;
            actual.onError(error);
        }
    }
}
