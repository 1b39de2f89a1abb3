package dev.plinth.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.AckType;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.IncomingHeadersProcessor;
import io.nats.client.support.Status;
import java.time.Duration;

/** A message that the engine received, as jnats' own type. Headers are read when they are asked for. */
final class ReceivedMessage implements Message {

    private static final int STATUS_AT = "NATS/1.0 ".length();

    private final Engine engine;
    private final String subject;
    private final String replyTo;
    private final byte[] headerBytes;
    private final byte[] data;
    private IncomingHeadersProcessor headers;
    private AckType lastAck;

    ReceivedMessage(Engine engine, String subject, String replyTo, byte[] headerBytes, byte[] data) {
        this.engine = engine;
        this.subject = subject;
        this.replyTo = replyTo;
        this.headerBytes = headerBytes;
        this.data = data;
    }

    /** The code of a message by which the server answers itself, such as 503; 0 if it is none. */
    int statusCode() {
        if (headerBytes == null || headerBytes.length < STATUS_AT + 3 || headerBytes[STATUS_AT - 1] != ' ') {
            return 0;
        }
        int code = 0;
        for (int i = STATUS_AT; i < STATUS_AT + 3; i++) {
            int digit = headerBytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            code = code * 10 + digit;
        }
        return code;
    }

    @Override
    public String getSubject() {
        return subject;
    }

    @Override
    public String getReplyTo() {
        return replyTo;
    }

    @Override
    public boolean hasHeaders() {
        return getHeaders() != null;
    }

    @Override
    public Headers getHeaders() {
        return parsed() == null ? null : parsed().getHeaders();
    }

    @Override
    public boolean isStatusMessage() {
        return statusCode() != 0;
    }

    @Override
    public Status getStatus() {
        return parsed() == null ? null : parsed().getStatus();
    }

    private IncomingHeadersProcessor parsed() {
        if (headers == null && headerBytes != null) {
            headers = new IncomingHeadersProcessor(headerBytes);
        }
        return headers;
    }

    @Override
    public byte[] getData() {
        return data;
    }

    @Override
    @Deprecated
    public boolean isUtf8mode() {
        return false;
    }

    /** Null: it did not come by way of jnats' connection. */
    @Override
    public Subscription getSubscription() {
        return null;
    }

    /** Null: it did not come by way of jnats' connection. */
    @Override
    public String getSID() {
        return null;
    }

    /** Null: it did not come by way of jnats' connection. */
    @Override
    public Connection getConnection() {
        return null;
    }

    @Override
    public boolean isJetStream() {
        return replyTo != null && replyTo.startsWith("$JS.ACK.");
    }

    @Override
    public NatsJetStreamMetaData metaData() {
        requireJetStream();
        return new NatsJetStreamMetaData(new Delivered(replyTo));
    }

    @Override
    public AckType lastAck() {
        return lastAck;
    }

    @Override
    public void ack() {
        acknowledge(AckType.AckAck, 0);
    }

    @Override
    public void ackSync(Duration timeout) {
        requireJetStream();
        if (lastAck == null || !lastAck.terminal) {
            engine.runtime().blockOn(engine.requests().request(replyTo, null, AckType.AckAck.bodyBytes(0), timeout));
            lastAck = AckType.AckAck;
        }
    }

    @Override
    public void nak() {
        acknowledge(AckType.AckNak, 0);
    }

    @Override
    public void nakWithDelay(Duration delay) {
        acknowledge(AckType.AckNak, delay.toNanos());
    }

    @Override
    public void nakWithDelay(long millis) {
        nakWithDelay(Duration.ofMillis(millis));
    }

    @Override
    public void term() {
        acknowledge(AckType.AckTerm, 0);
    }

    @Override
    public void inProgress() {
        acknowledge(AckType.AckProgress, 0);
    }

    private void acknowledge(AckType type, long delayNanos) {
        requireJetStream();
        if (lastAck != null && lastAck.terminal) {
            return; // as jnats: the first one counts
        }
        engine.publish(replyTo, null, null, type.bodyBytes(delayNanos));
        lastAck = type;
    }

    private void requireJetStream() {
        if (!isJetStream()) {
            throw new IllegalStateException(
                    "the message on '" + subject + "' did not come from JetStream: it cannot be acknowledged");
        }
    }

    @Override
    public String toString() {
        return "Message[subject=" + subject + ", replyTo=" + replyTo + ", " + data.length + " bytes]";
    }

    /** jnats reads the metadata from the reply subject of a message of its own class. */
    private static final class Delivered extends NatsMessage {

        Delivered(String replyTo) {
            super("delivered", replyTo, new byte[0]);
        }

        @Override
        public boolean isJetStream() {
            return true;
        }
    }
}
