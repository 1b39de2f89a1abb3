package dev.plinth.nats;

import dev.plinth.api.RuntimeClosedException;
import io.nats.client.Message;
import io.nats.client.NUID;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import reactor.core.Disposable;

/**
 * The requests that wait for their answers: all come by one subscription, and the end of their subject says which it
 * is. Timeouts are looked after together, when the next one is due, so that a request costs no timer.
 */
final class Requests {

    private static final int TOKEN_DIGITS = 11; // 55 bits
    private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();
    private static final long LEAST_DELAY = Duration.ofMillis(5).toNanos();

    private final Engine engine;
    private final int limit;
    private final String inbox;
    private final AtomicLong sent = new AtomicLong(); // what the last one got as its token
    private final AtomicLong ended = new AtomicLong(); // counted on the core
    private final LongMap<PendingRequest<?>> waiting = new LongMap<>();
    private Disposable timer;
    private long timerAt;

    Requests(Engine engine, String inboxPrefix, int limit) {
        this.engine = engine;
        this.limit = limit;
        this.inbox = inboxPrefix + NUID.nextGlobal() + '.';
    }

    /** What to subscribe to for the answers. */
    String inbox() {
        return inbox + '*';
    }

    RequestMono<Message> request(String subject, byte[] headers, byte[] data, Duration timeout) {
        return new RequestMono<>(this, subject, headers, data, timeout, false, reply -> reply);
    }

    RequestMono<JetStreamAck> store(String subject, byte[] headers, byte[] data, Duration timeout) {
        return new RequestMono<>(
                this, subject, headers, data, timeout, true, reply -> JetStreamAck.parse(subject, reply));
    }

    /** From any thread. Counted here, so that what is refused is not sent. */
    void send(PendingRequest<?> request) {
        RequestMono<?> what = request.what();
        try {
            engine.check(what.headers(), what.data());
            if (sent.get() - ended.get() >= limit) {
                throw new NatsLimitException(limit + " requests wait for their answers at " + engine.label()
                        + ", and one more is not sent (" + NatsConfig.PENDING_REQUESTS
                        + "). Send fewer at a time, or raise it");
            }
            request.sent(sent.incrementAndGet());
            engine.outgoing().publish(what.subject(), reply(request.token()), what.headers(), what.data(), request);
        } catch (RuntimeException e) {
            onCore(() -> {
                remove(request.token());
                request.fail(e);
            });
        }
    }

    void cancel(PendingRequest<?> request) {
        onCore(() -> {
            request.cancelled();
            remove(request.token());
        });
    }

    private void onCore(Runnable task) {
        if (engine.onCore()) {
            task.run();
            return;
        }
        try {
            engine.runtime().execute(engine.core(), task);
        } catch (RuntimeClosedException e) {
            task.run(); // there is no core any more that it could race with
        }
    }

    /** Once for each that was sent, or nearly so. */
    void register(PendingRequest<?> request) {
        if (request.isDone()) {
            ended(); // cancelled meanwhile; an answer finds nobody
            return;
        }
        if (engine.isClosed()) {
            ended();
            request.fail(engine.closedError());
            return;
        }
        long now = System.nanoTime();
        long timeout = request.what().timeoutNanos();
        long deadline = timeout == 0 ? Long.MAX_VALUE : now + timeout;
        request.registered(deadline, engine.outgoing().epoch());
        waiting.put(request.token(), request);
        engine.counters().add(Counters.PENDING_REQUESTS, 1);
        if (deadline != Long.MAX_VALUE && (timer == null || deadline < timerAt - LEAST_DELAY)) {
            arm(now, deadline);
        }
    }

    void answer(long token, ReceivedMessage reply) {
        PendingRequest<?> request = remove(token);
        if (request == null) {
            engine.counters().add(Counters.LATE_REPLIES, 1);
        } else {
            request.answer(reply);
        }
    }

    private PendingRequest<?> remove(long token) {
        PendingRequest<?> request = waiting.remove(token);
        if (request != null) {
            ended();
            engine.counters().add(Counters.PENDING_REQUESTS, -1);
        }
        return request;
    }

    private void ended() {
        ended.lazySet(ended.getPlain() + 1);
    }

    private void arm(long now, long deadline) {
        if (timer != null) {
            timer.dispose();
        }
        timerAt = Math.max(deadline, now + LEAST_DELAY);
        try {
            timer = engine.runtime().schedule(engine.core(), Duration.ofNanos(timerAt - now), this::onTimer);
        } catch (RuntimeClosedException e) {
            timer = null; // all of them fail presently
        }
    }

    private void onTimer() {
        timer = null;
        long now = System.nanoTime();
        failIf(
                request -> request.deadline() <= now,
                request -> request.fail(new RequestTimeoutException("no answer to the request on '"
                        + request.what().subject() + "' came from " + engine.label() + " within "
                        + TimeUnit.NANOSECONDS.toMillis(request.what().timeoutNanos())
                        + " ms: it may have been handled, or may be yet. Is the responder overloaded, or the timeout ("
                        + NatsConfig.REQUEST_TIMEOUT + ") too short?")));
        long[] next = {Long.MAX_VALUE};
        waiting.forEach(request -> next[0] = Math.min(next[0], request.deadline()));
        boolean armed = timer != null && timerAt <= next[0] + LEAST_DELAY; // for one that was sent from within
        if (next[0] != Long.MAX_VALUE && !armed) {
            arm(System.nanoTime(), next[0]);
        }
    }

    /** The connection is lost: what had been sent may have arrived. What has not goes to the next one. */
    void lost(long sentBefore, Throwable cause) {
        failIf(
                request -> request.epoch() < sentBefore,
                request -> request.fail(new MayHaveArrivedException(
                        "the connection to " + engine.label() + " was lost before the answer to the request on '"
                                + request.what().subject()
                                + "' came: it may have been handled, or not. It is not sent again. Find out, or send it"
                                + " again if handling it twice does no harm",
                        cause)));
    }

    void closed(Throwable error) {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
        failIf(request -> true, request -> request.fail(error));
    }

    /** Taken out first: callers may send more from within. */
    private void failIf(Predicate<PendingRequest<?>> which, Consumer<PendingRequest<?>> how) {
        List<PendingRequest<?>> chosen = new ArrayList<>();
        waiting.forEach(request -> {
            if (which.test(request)) {
                chosen.add(request);
            }
        });
        chosen.forEach(request -> remove(request.token()));
        chosen.forEach(how);
    }

    private String reply(long token) {
        char[] digits = new char[TOKEN_DIGITS];
        for (int i = TOKEN_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS[(int) token & 31];
            token >>>= 5;
        }
        return inbox.concat(new String(digits));
    }

    /** The token at the end of the subject of an answer; -1 if there is none. */
    long token(byte[] bytes, int subject, int subjectEnd) {
        if (subjectEnd - subject != inbox.length() + TOKEN_DIGITS) {
            return -1;
        }
        long token = 0;
        for (int i = subjectEnd - TOKEN_DIGITS; i < subjectEnd; i++) {
            int c = bytes[i];
            int digit = c <= '9' ? c - '0' : c - 'a' + 10;
            if (digit < 0 || digit > 31) {
                return -1;
            }
            token = token << 5 | digit;
        }
        return token;
    }
}
