package dev.plinth.nats;

import dev.plinth.api.RuntimeClosedException;
import io.nats.client.Message;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Messages go to a subscriber as it asks for them. Those that it has not asked for yet wait, up to a limit; beyond that
 * the newest are dropped, since core NATS cannot hold them back: counted, and told once until the subscriber has caught up.
 */
final class FluxSub extends Sub implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(FluxSub.class);

    private final CoreSubscriber<? super Message> actual;
    private final int messageLimit;
    private final int byteLimit;
    private final AtomicLong demand = new AtomicLong();
    private final Turn turn;
    private final ArrayDeque<ReceivedMessage> waiting = new ArrayDeque<>(); // from here on: on the core
    private long waitingBytes;
    private long dropped;
    private boolean slow;
    private boolean emitting;
    private boolean ended;
    private Throwable error;
    private boolean done;
    private volatile boolean cancelled;

    FluxSub(Engine engine, String subject, String queue, CoreSubscriber<? super Message> actual) {
        super(engine, subject, queue);
        this.actual = actual;
        this.turn = new Turn(engine, this::drain);
        this.messageLimit = engine.runtime().config().get(NatsConfig.PENDING_MESSAGES);
        this.byteLimit = engine.runtime().config().get(NatsConfig.PENDING_BYTES);
    }

    @Override
    void onMessage(ReceivedMessage message) {
        if (cancelled) {
            return;
        }
        if (waiting.isEmpty() && !emitting && demand.get() > 0) {
            emitting = true;
            try {
                emit(message);
            } finally {
                emitting = false;
            }
            if (!waiting.isEmpty() || ended) {
                drain();
            }
        } else if (waiting.size() >= messageLimit || waitingBytes + message.getData().length > byteLimit) {
            drop(message);
        } else {
            waitingBytes += message.getData().length;
            waiting.add(message);
            drain();
        }
    }

    private void drop(ReceivedMessage message) {
        dropped++;
        engine().counters().add(Counters.DROPPED, 1);
        if (!slow) {
            slow = true;
            LOG.warn(
                    "The subscriber of '{}' at {} is too slow: {} messages of {} bytes wait for it, and further ones are"
                            + " dropped, the first on '{}', until it has caught up. Ask for more at a time, share the work in"
                            + " a queue group, raise {} or {}, or keep messages in a JetStream stream",
                    subject(),
                    engine().label(),
                    waiting.size(),
                    waitingBytes,
                    message.getSubject(),
                    NatsConfig.PENDING_MESSAGES,
                    NatsConfig.PENDING_BYTES);
        }
    }

    private void emit(ReceivedMessage message) {
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        actual.onNext(message);
    }

    private void drain() {
        if (emitting) {
            return; // further up the stack
        }
        emitting = true;
        try {
            while (!cancelled && demand.get() > 0) {
                ReceivedMessage next = waiting.poll();
                if (next == null) {
                    break;
                }
                waitingBytes -= next.getData().length;
                emit(next);
            }
        } finally {
            emitting = false;
        }
        if (cancelled) {
            waiting.clear();
        } else if (waiting.isEmpty()) {
            caughtUp();
        }
    }

    private void caughtUp() {
        if (slow) {
            slow = false;
            LOG.warn("The subscriber of '{}' has caught up; {} messages were dropped so far", subject(), dropped);
        }
        if (ended && !done) {
            done = true;
            if (error == null) {
                actual.onComplete();
            } else {
                actual.onError(error);
            }
        }
    }

    /** What waits is still handed over before the end. */
    @Override
    void onEnd(Throwable cause) {
        if (!ended) {
            ended = true;
            error = cause;
            drain();
        }
    }

    @Override
    public void request(long n) {
        if (!Operators.validate(n)) {
            return;
        }
        demand.getAndUpdate(before -> Operators.addCap(before, n));
        if (engine().onCore()) {
            drain();
            return;
        }
        try {
            turn.request();
        } catch (RuntimeClosedException e) {
            cancelled = true; // it was told of the end
        }
    }

    @Override
    boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            engine().unsubscribe(this);
        }
    }
}
