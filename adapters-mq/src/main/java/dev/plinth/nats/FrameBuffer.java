package dev.plinth.nats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Protocol lines and payloads of a NATS client, one after the other, ready to be sent. For one thread at a time. */
final class FrameBuffer {

    private static final int INITIAL = 16 << 10;
    /** A buffer that was needed once is not kept for ever. */
    private static final int KEPT = 1 << 20;

    private static final byte[] PUB = bytes("PUB ");
    private static final byte[] HPUB = bytes("HPUB ");
    private static final byte[] SUB = bytes("SUB ");
    private static final byte[] UNSUB = bytes("UNSUB ");
    private static final int NUMBERS = 64; // room for the lengths and ends of a line

    private byte[] bytes;
    private int length;
    private long messages;
    private long payload;

    FrameBuffer() {
        this(INITIAL);
    }

    /** With another size to begin with. */
    FrameBuffer(int initial) {
        bytes = new byte[initial];
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    int length() {
        return length;
    }

    /** How many messages were put in since {@link #clear}. */
    long messages() {
        return messages;
    }

    /** How many bytes of headers and data were put in since {@link #clear}. */
    long payload() {
        return payload;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    void clear() {
        length = 0;
        messages = 0;
        payload = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[INITIAL];
        }
    }

    /**
     * A message. {@code headers}, as they go over the wire, and {@code reply} may be null.
     *
     * @throws IllegalArgumentException if a subject cannot be one; nothing was put in then
     */
    void publish(String subject, String reply, byte[] headers, byte[] data) {
        int before = length;
        int headerLength = headers == null ? 0 : headers.length;
        int total = headerLength + data.length;
        try {
            ensure(total + NUMBERS);
            raw(headers == null ? PUB : HPUB);
            word(subject, "subject");
            if (reply != null) {
                word(reply, "reply subject");
            }
            ensure(total + NUMBERS);
            if (headers != null) {
                number(headerLength);
                bytes[length++] = ' ';
            }
            number(total);
            end();
            if (headers != null) {
                raw(headers);
            }
            raw(data);
            end();
            messages++;
            payload += total;
        } catch (IllegalArgumentException e) {
            length = before;
            throw e;
        }
    }

    void subscribe(String subject, String queue, long sid) {
        int before = length;
        try {
            ensure(NUMBERS);
            raw(SUB);
            word(subject, "subject");
            if (queue != null) {
                word(queue, "queue group");
            }
            ensure(NUMBERS);
            number(sid);
            end();
        } catch (IllegalArgumentException e) {
            length = before;
            throw e;
        }
    }

    void unsubscribe(long sid) {
        ensure(NUMBERS);
        raw(UNSUB);
        number(sid);
        end();
    }

    void line(byte[] line) {
        ensure(line.length);
        raw(line);
    }

    void append(FrameBuffer other) {
        ensure(other.length);
        System.arraycopy(other.bytes, 0, bytes, length, other.length);
        length += other.length;
        messages += other.messages;
        payload += other.payload;
    }

    /** Subjects are ASCII as a rule: char by char, which checks them, too. */
    private void word(String text, String what) {
        int count = text.length();
        if (count == 0) {
            throw new IllegalArgumentException("the " + what + " is empty");
        }
        ensure(count + 1);
        byte[] target = bytes;
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                wideWord(text, what);
                return;
            }
            target[at++] = (byte) c;
        }
        target[at++] = ' ';
        length = at;
    }

    private void wideWord(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) == 0x7f) {
                throw new IllegalArgumentException("the " + what + " '" + text
                        + "' has a space or control character at " + i + ": separate its parts by dots");
            }
        }
        byte[] encoded = bytes(text);
        ensure(encoded.length + 1);
        raw(encoded);
        bytes[length++] = ' ';
    }

    private void number(long value) {
        if (value >= 10) {
            number(value / 10);
        }
        bytes[length++] = (byte) ('0' + value % 10);
    }

    private void end() {
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void raw(byte[] source) {
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
