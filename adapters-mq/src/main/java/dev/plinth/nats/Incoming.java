package dev.plinth.nats;

import java.nio.charset.StandardCharsets;

/** The messages that arrive: answers go to the requests that wait for them, the others to their subscriptions. On the core. */
final class Incoming {

    private final Engine engine;
    private final Counters counters;
    private final Subs subs;
    private final Requests requests;

    Incoming(Engine engine, Subs subs, Requests requests) {
        this.engine = engine;
        this.counters = engine.counters();
        this.subs = subs;
        this.requests = requests;
    }

    /** The parts of the message in {@code bytes}, which are only lent. */
    void message(
            byte[] bytes,
            long sid,
            int subject,
            int subjectEnd,
            int reply,
            int replyEnd,
            int payload,
            int data,
            int end) {
        counters.add(Counters.MESSAGES_IN, 1);
        counters.add(Counters.BYTES_IN, end - payload);
        if (sid == Subs.INBOX) {
            ReceivedMessage answer = new ReceivedMessage(
                    engine,
                    "",
                    reply == replyEnd ? null : new String(bytes, reply, replyEnd - reply, StandardCharsets.UTF_8),
                    payload == data ? null : Sub.slice(bytes, payload, data),
                    Sub.slice(bytes, data, end));
            requests.answer(requests.token(bytes, subject, subjectEnd), answer);
            return;
        }
        Sub sub = subs.get(sid);
        if (sub != null) {
            sub.deliver(bytes, subject, subjectEnd, reply, replyEnd, payload, data, end);
        }
    }
}
