package dev.plinth.nats;

import java.time.Duration;
import java.util.function.Function;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A request that is sent by each subscription anew. */
final class RequestMono<T> extends Mono<T> {

    private static final Duration LONGEST = Duration.ofDays(36_500); // what is added to a clock must not overflow

    private final Requests requests;
    private final String subject;
    private final byte[] headers;
    private final byte[] data;
    private final long timeoutNanos;
    private final boolean toJetStream;
    private final Function<ReceivedMessage, T> conversion;

    RequestMono(
            Requests requests,
            String subject,
            byte[] headers,
            byte[] data,
            Duration timeout,
            boolean toJetStream,
            Function<ReceivedMessage, T> conversion) {
        this.requests = requests;
        this.subject = subject;
        this.headers = headers;
        this.data = data;
        this.timeoutNanos = nanos(timeout);
        this.toJetStream = toJetStream;
        this.conversion = conversion;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        actual.onSubscribe(new PendingRequest<>(requests, this, actual));
    }

    String subject() {
        return subject;
    }

    byte[] headers() {
        return headers;
    }

    byte[] data() {
        return data;
    }

    /** 0: without limit. */
    long timeoutNanos() {
        return timeoutNanos;
    }

    private static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout of a request is negative: " + timeout);
        }
        return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    boolean toJetStream() {
        return toJetStream;
    }

    T convert(ReceivedMessage reply) {
        return conversion.apply(reply);
    }
}
