package dev.plinth.nats;

import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeClosedException;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
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
    private static final byte[] NOTHING = new byte[0];
    private static final int BATCH = 256;
    private static final Duration EXPIRES = Duration.ofSeconds(30);
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final String stream;
    private final String consumer;
    private final CoreSubscriber<? super Message> actual;
    private final AtomicLong demand = new AtomicLong();
    private String inbox; // from here on: on the core
    private int batch; // at most, in one request
    private Duration expires; // what a request is good for, at most
    private int left; // what the server still owes
    private long pulls;
    private Disposable timer;
    private boolean registered;
    private boolean done;
    private volatile boolean cancelled;

    /** {@code info} is what the server says of the consumer. */
    PullSub(Engine engine, String stream, String consumer, Message info, CoreSubscriber<? super Message> actual) {
        super(engine, "", null);
        this.inbox = newInbox();
        limit(info);
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
        onCore(this::pull);
    }

    private void onCore(Runnable task) {
        if (engine().onCore()) {
            task.run();
            return;
        }
        try {
            engine().runtime().execute(engine().core(), task);
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
        int wanted = (int) Math.min(demand.get(), batch);
        if (wanted == 0) {
            return;
        }
        left = wanted;
        pulls++;
        String request = "{\"batch\":" + wanted + ",\"expires\":" + expires.toNanos() + "}";
        engine().publish(
                        "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + consumer,
                        subject(),
                        null,
                        FrameBuffer.bytes(request));
        again(expires.plusSeconds(5)); // should the server forget it
    }

    private void again(Duration delay) {
        stopTimer();
        timer = engine().runtime().schedule(engine().core(), delay, this::startAgain);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.dispose();
        }
    }

    private void startAgain() {
        left = 0;
        pull();
    }

    private String newInbox() {
        return engine().options().getInboxPrefix() + NUID.nextGlobal();
    }

    @Override
    public String subject() {
        return inbox;
    }

    /** What was asked for on that connection is not to come on the next one, besides what is asked for there. */
    @Override
    void onLost() {
        inbox = newInbox();
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
        long wanted = demand.get();
        if (wanted == 0) { // the server had not forgotten what was asked for, and was asked once more
            message.nak();
            return;
        }
        if (wanted != Long.MAX_VALUE) {
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
                } else if (text.startsWith("Exceeded MaxRequest")) {
                    ask(); // somebody has changed its limits
                } else {
                    again(AGAIN); // too many wait there, or the cluster's leader has changed
                }
            }
            case 503 -> ask(); // it is gone, or a server or a cluster's leader has only just come back
            default -> fail(message.getStatus().getMessage());
        }
    }

    /** A request beyond the consumer's own limits is refused. */
    private void limit(Message info) {
        ConsumerConfiguration limits = new ConsumerInfo(info).getConsumerConfiguration();
        long most = limits.getMaxBatch();
        batch = most > 0 && most < BATCH ? (int) most : BATCH;
        Duration longest = limits.getMaxExpires();
        expires = longest != null && !longest.isZero() && longest.compareTo(EXPIRES) < 0 ? longest : EXPIRES;
    }

    /** Whether the consumer is still there: if not, that is the end. */
    private void ask() {
        long before = pulls;
        engine().requests()
                .request(infoSubject(stream, consumer), null, NOTHING, ASK)
                .subscribe(
                        info -> {
                            String said = problem(info);
                            if (said != null) {
                                fail(said);
                                return;
                            }
                            limit(info);
                            if (pulls == before) {
                                again(AGAIN);
                            }
                        },
                        noAnswer -> {
                            if (pulls == before && !done && !cancelled) {
                                again(AGAIN);
                            }
                        });
    }

    /** Where the server tells of a consumer. */
    static String infoSubject(String stream, String consumer) {
        return "$JS.API.CONSUMER.INFO." + stream + "." + consumer;
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
        String said = problem(info);
        if (said != null) {
            throw error(engine, stream, consumer, said);
        }
    }

    private static String problem(Message info) {
        String json = new String(info.getData(), StandardCharsets.UTF_8);
        int at = json.indexOf(ERROR);
        return at < 0 ? null : json.substring(at + ERROR.length(), json.indexOf('}', at));
    }

    @Override
    void onEnd(Throwable error) {
        if (done) {
            return;
        }
        done = true;
        stopTimer();
        if (error == null) {
            actual.onComplete();
        } else {
            actual.onError(error);
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
            onCore(this::stopTimer);
        }
    }
}
