package dev.plinth.nats;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** A subscription at the server, kept over reconnects. */
abstract class Sub implements Runnable {

    private static final byte[] NONE = new byte[0];

    private final Engine engine;
    private final String subject;
    private final String queue;
    private final long sid;
    private final AtomicLong received = new AtomicLong(); // counted on the core
    private String lastSubject;
    private byte[] lastBytes = NONE;

    Sub(Engine engine, String subject, String queue) {
        this.engine = engine;
        this.subject = subject;
        this.queue = queue;
        this.sid = engine.subs().nextSid();
    }

    Engine engine() {
        return engine;
    }

    public String subject() {
        return subject;
    }

    String queue() {
        return queue;
    }

    long sid() {
        return sid;
    }

    public long received() {
        return received.get();
    }

    /** Its turn on the core, before SUB goes out. */
    @Override
    public void run() {
        engine.subs().register(this);
    }

    void deliver(byte[] bytes, int from, int to, int reply, int replyEnd, int payload, int data, int end) {
        received.lazySet(received.getPlain() + 1);
        onMessage(new ReceivedMessage(
                engine,
                subjectOf(bytes, from, to),
                reply == replyEnd ? null : text(bytes, reply, replyEnd),
                payload == data ? null : slice(bytes, payload, data),
                data == end ? NONE : slice(bytes, data, end)));
    }

    /** As a rule the same as before. */
    private String subjectOf(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == lastBytes.length && java.util.Arrays.equals(bytes, from, to, lastBytes, 0, length)) {
            return lastSubject;
        }
        lastBytes = slice(bytes, from, to);
        lastSubject = text(bytes, from, to);
        return lastSubject;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    static byte[] slice(byte[] bytes, int from, int to) {
        byte[] copy = new byte[to - from];
        System.arraycopy(bytes, from, copy, 0, copy.length);
        return copy;
    }

    /** On the core. */
    abstract void onMessage(ReceivedMessage message);

    /** Whether its subscriber has gone, perhaps before its turn on the core has come. */
    boolean isCancelled() {
        return false;
    }

    /** On the core: the connection is lost. */
    void onLost() {}

    /** On the core: there is a connection again, and it is subscribed to there. */
    void onReconnected() {}

    /** On the core: no more messages; {@code error} is null when it was ended in good order. */
    abstract void onEnd(Throwable error);
}
