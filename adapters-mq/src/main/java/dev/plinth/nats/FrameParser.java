package dev.plinth.nats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cuts the bytes of a server into frames, however they were cut on their way. For one thread. */
final class FrameParser {

    private static final int INITIAL = 32 << 10;
    /** A line that does not end within this is none (an INFO of a large cluster has some kilobytes). */
    private static final int LONGEST_LINE = 1 << 20;
    /** No server takes more (max_payload is at most max_pending, which has 64 MiB unless somebody raised it). */
    private static final int LONGEST_MESSAGE = 1 << 30;
    /** A larger one gets its memory as its bytes come: its length may be damaged. */
    private static final int TRUSTED = 64 << 20;

    private final FrameHandler handler;
    private byte[] bytes = new byte[INITIAL];
    private int start; // of the first frame that is not complete
    private int end;
    private int scanned; // no line ends before this
    private boolean stopped;

    // The words of the line at hand.
    private final int[] word = new int[6];
    private final int[] wordEnd = new int[6];

    FrameParser(FrameHandler handler) {
        this.handler = handler;
    }

    /** No more frames: what has come is dropped. */
    void stop() {
        stopped = true;
    }

    /**
     * Takes what has arrived, and tells of the frames that are complete by that.
     *
     * @throws IllegalStateException if that is not the protocol
     */
    void feed(ByteBuffer data) {
        int count = data.remaining();
        makeRoom(count);
        data.get(bytes, end, count);
        end += count;
        while (!stopped && frame()) {
            // the next one
        }
        if (start == end) {
            start = 0;
            end = 0;
            scanned = 0;
        }
    }

    private void makeRoom(int count) {
        if (bytes.length - end >= count) {
            return;
        }
        int kept = end - start;
        int needed = kept + count;
        byte[] target = needed > bytes.length
                ? new byte[Math.max(needed, bytes.length * 2)]
                : needed <= INITIAL && bytes.length > INITIAL * 8 ? new byte[INITIAL] : bytes;
        System.arraycopy(bytes, start, target, 0, kept);
        bytes = target;
        scanned -= start;
        start = 0;
        end = kept;
    }

    private boolean frame() {
        int at = Math.max(scanned, start);
        byte[] in = bytes;
        int limit = end;
        while (at < limit && in[at] != '\n') {
            at++;
        }
        if (at == limit) {
            scanned = limit;
            if (limit - start > LONGEST_LINE) {
                throw unknown();
            }
            return false;
        }
        scanned = at; // should the payload not be there yet, the line's end is found at once
        int lineEnd = at > start && in[at - 1] == '\r' ? at - 1 : at;
        if (lineEnd == start) { // an empty line
            start = at + 1;
            return true;
        }
        switch (in[start] | 0x20) {
            case 'm' -> {
                return message(4, lineEnd, at + 1, false);
            }
            case 'h' -> {
                return message(5, lineEnd, at + 1, true);
            }
            case 'p' -> {
                boolean ping = lineEnd - start == 4 && (in[start + 1] | 0x20) == 'i';
                start = at + 1;
                if (ping) {
                    handler.onPing();
                } else {
                    handler.onPong();
                }
            }
            case '+' -> start = at + 1; // +OK, of a verbose connection
            case '-' -> {
                String text = text(start + 5, lineEnd);
                start = at + 1;
                handler.onError(text);
            }
            case 'i' -> {
                String json = text(start, lineEnd);
                start = at + 1;
                handler.onInfo(json);
            }
            default -> throw unknown();
        }
        return true;
    }

    /** {@code MSG subject sid [reply] total} or {@code HMSG subject sid [reply] headers total}, and the payload. */
    private boolean message(int from, int lineEnd, int payload, boolean withHeaders) {
        byte[] in = bytes;
        int words = 0;
        int at = start + from;
        while (at < lineEnd) {
            while (at < lineEnd && (in[at] == ' ' || in[at] == '\t')) {
                at++;
            }
            if (at == lineEnd) {
                break;
            }
            if (words == 6) {
                throw unknown();
            }
            word[words] = at;
            while (at < lineEnd && in[at] != ' ' && in[at] != '\t') {
                at++;
            }
            wordEnd[words++] = at;
        }
        int least = withHeaders ? 4 : 3;
        if (words < least || words > least + 1) {
            throw unknown();
        }
        long total = number(word[words - 1], wordEnd[words - 1]);
        long size = withHeaders ? number(word[words - 2], wordEnd[words - 2]) : 0;
        if (size > total || total > LONGEST_MESSAGE) {
            throw unknown();
        }
        int headers = (int) size;
        int last = payload + (int) total;
        if (end - last < 2) {
            if (bytes.length < last + 2 && total <= TRUSTED) {
                bytes = Arrays.copyOf(bytes, last + 2 + INITIAL); // at once what the payload needs
            }
            return false;
        }
        boolean replies = words > least;
        start = last + 2;
        scanned = start;
        handler.onMessage(
                in,
                number(word[1], wordEnd[1]),
                word[0],
                wordEnd[0],
                replies ? word[2] : 0,
                replies ? wordEnd[2] : 0,
                payload,
                payload + headers,
                last);
        return true;
    }

    private long number(int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || to - from > 18) {
                throw unknown();
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private String text(int from, int to) {
        return from >= to ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private IllegalStateException unknown() {
        return new IllegalStateException("what came is not the NATS protocol: '"
                + text(start, Math.min(end, start + 80)).replaceAll("[\\r\\n].*", "") + "'. Is it a NATS server?");
    }
}
