package dev.plinth.nats;

import dev.plinth.api.PlinthException;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * JetStream has stored a message.
 *
 * @param stream the name of the stream
 * @param sequence its number in the stream
 * @param duplicate whether it was there already, by its {@code Nats-Msg-Id}, and not stored again
 */
public record JetStreamAck(String stream, long sequence, boolean duplicate) {

    private static final byte[] STREAM = FrameBuffer.bytes("{\"stream\":\"");
    private static final byte[] SEQ = FrameBuffer.bytes("\", \"seq\":");
    private static final byte[] SEQ_DENSE = FrameBuffer.bytes("\",\"seq\":");

    /** Nearly all answers look the same, which is read without a JSON parser; the others are jnats' to read. */
    static JetStreamAck parse(String subject, ReceivedMessage reply) {
        JetStreamAck usual = usual(reply.getData());
        if (usual != null) {
            return usual;
        }
        try {
            PublishAck ack = new PublishAck(reply);
            return new JetStreamAck(ack.getStream(), ack.getSeqno(), ack.isDuplicate());
        } catch (JetStreamApiException | IOException e) {
            throw new PlinthException(
                    "JetStream did not store the message on '" + subject + "': " + e.getMessage()
                            + ". Look at the stream's limits, and at what was expected of it (headers Nats-Expected-…)",
                    e);
        }
    }

    private static JetStreamAck usual(byte[] json) {
        if (!startsWith(json, 0, STREAM)) {
            return null;
        }
        int nameEnd = STREAM.length;
        while (nameEnd < json.length && json[nameEnd] != '"') {
            nameEnd++;
        }
        int at;
        if (startsWith(json, nameEnd, SEQ_DENSE)) {
            at = nameEnd + SEQ_DENSE.length;
        } else if (startsWith(json, nameEnd, SEQ)) {
            at = nameEnd + SEQ.length;
        } else {
            return null;
        }
        long sequence = 0;
        int digits = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            sequence = sequence * 10 + json[at++] - '0';
        }
        if (at == digits || at != json.length - 1 || json[at] != '}') {
            return null; // a duplicate, a domain
        }
        String stream = new String(json, STREAM.length, nameEnd - STREAM.length, StandardCharsets.UTF_8);
        return new JetStreamAck(stream, sequence, false);
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] prefix) {
        return bytes.length - at >= prefix.length
                && java.util.Arrays.equals(bytes, at, at + prefix.length, prefix, 0, prefix.length);
    }
}
