package dev.plinth.nats;

import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeClosedException;
import io.nats.client.Message;
import io.nats.client.NUID;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Operators;

/**
 * The messages of a JetStream pull consumer: what the subscriber asks for is asked of the server, a batch at a time, so
 * that nothing waits here and nothing is dropped.
 */
final class PullSub extends Sub implements Subscription {

    private static final String ERROR = "\"error\":{";
    private static final int BATCH = 256;
    private static final Duration EXPIRES = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final String stream;
    private final String consumer;
    private final CoreSubscriber<? super Message> actual;
    private final AtomicLong demand = new AtomicLong();
    private int left; // from here on: on the core; what the server still owes
    private Disposable timer;
    private boolean registered;
    private boolean done;
    private volatile boolean cancelled;

    PullSub(Engine engine, String stream, String consumer, CoreSubscriber<? super Message> actual) {
        super(engine, engine.options().getInboxPrefix() + NUID.nextGlobal(), null);
        this.stream = stream;
        this.consumer = consumer;
        this.actual = actual;
    }

    @Override
    public void request(long n) {
        if (!Operators.validate(n)) {
            return;
        }
        demand.getAndUpdate(before -> Operators.addCap(before, n));
        if (engine().onCore()) {
            pull();
            return;
        }
        try {
            engine().runtime().execute(engine().core(), this::pull);
        } catch (RuntimeClosedException e) {
            cancelled = true; // it was told of the end
        }
    }

    /** The first request goes out behind SUB: the server would have nowhere to deliver to. */
    @Override
    public void run() {
        super.run();
        registered = true;
        engine().runtime().execute(engine().core(), this::pull);
    }

    private void pull() {
        if (!registered || left > 0 || done || cancelled || !engine().isConnected()) {
            return; // what is on its way comes first; a connection that comes back asks again
        }
        int batch = (int) Math.min(demand.get(), BATCH);
        if (batch == 0) {
            return;
        }
        left = batch;
        String request = "{\"batch\":" + batch + ",\"expires\":" + EXPIRES.toNanos() + "}";
        engine().publish(
                        "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + consumer,
                        subject(),
                        null,
                        FrameBuffer.bytes(request));
        again(EXPIRES.plusSeconds(5)); // should the server forget it
    }

    private void again(Duration delay) {
        if (timer != null) {
            timer.dispose();
        }
        timer = engine().runtime().schedule(engine().core(), delay, this::startAgain);
    }

    private void startAgain() {
        left = 0;
        pull();
    }

    @Override
    void onReconnected() {
        startAgain();
    }

    @Override
    void onMessage(ReceivedMessage message) {
        if (done || cancelled) {
            return; // not acknowledged: the server delivers it again
        }
        int status = message.statusCode();
        if (status != 0) {
            onStatus(status, message);
            return;
        }
        left--;
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        actual.onNext(message);
        if (left <= 0) {
            startAgain();
        }
    }

    private void onStatus(int status, ReceivedMessage message) {
        switch (status) {
            case 100 -> {
                // a heartbeat
            }
            case 404, 408 -> startAgain(); // nothing came while it waited
            case 409 -> {
                String text = String.valueOf(message.getStatus().getMessage());
                if (text.contains("Deleted") || text.contains("push based")) {
                    fail(text);
                } else {
                    again(AGAIN); // too many wait there, or the cluster's leader has changed
                }
            }
            case 503 -> fail("nobody answers there");
            default -> fail(message.getStatus().getMessage());
        }
    }

    private void fail(String said) {
        if (!done) {
            engine().unsubscribe(this);
            onEnd(error(engine(), stream, consumer, said));
        }
    }

    private static PlinthException error(Engine engine, String stream, String consumer, String said) {
        return new PlinthException("messages of consumer '" + consumer + "' of stream '" + stream + "' at "
                + engine.label() + ": " + said
                + ". Do the stream and the consumer exist, is it a pull consumer, and is JetStream enabled?");
    }

    /** What the server says of the consumer must not be that there is none. */
    static void check(Engine engine, String stream, String consumer, Message info) {
        String json = new String(info.getData(), StandardCharsets.UTF_8);
        int at = json.indexOf(ERROR);
        if (at >= 0) {
            throw error(engine, stream, consumer, json.substring(at + ERROR.length(), json.indexOf('}', at)));
        }
    }

    @Override
    void onEnd(Throwable error) {
        if (done) {
            return;
        }
        done = true;
        if (timer != null) {
            timer.dispose();
        }
        if (error == null) {
            actual.onComplete();
        } else {
            actual.onError(error);
        }
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            engine().unsubscribe(this);
        }
    }
}
