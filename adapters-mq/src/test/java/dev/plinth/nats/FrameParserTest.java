package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameParserTest implements FrameHandler {

    private final List<String> seen = new ArrayList<>();
    private final FrameParser parser = new FrameParser(this);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public void onMessage(
            byte[] bytes,
            long sid,
            int subject,
            int subjectEnd,
            int reply,
            int replyEnd,
            int payload,
            int data,
            int end) {
        seen.add(sid + "|" + text(bytes, subject, subjectEnd) + "|" + text(bytes, reply, replyEnd) + "|"
                + text(bytes, payload, data).replace("\r\n", "~") + "|"
                + (end - data > 100 ? "[" + (end - data) + "]" : text(bytes, data, end)));
    }

    @Override
    public void onInfo(String json) {
        seen.add(json);
    }

    @Override
    public void onError(String text) {
        seen.add("error " + text);
    }

    @Override
    public void onPing() {
        seen.add("ping");
    }

    @Override
    public void onPong() {
        seen.add("pong");
    }

    private static final String STREAM = "INFO {\"a\":1}\r\nPING\r\nPONG\r\n+OK\r\n-ERR 'Stale Connection'\r\n"
            + "MSG a.b 7 5\r\nhello\r\nMSG a.b 12345678901 reply.to 0\r\n\r\n"
            + "HMSG ü 3 17 20\r\nNATS/1.0\r\nk:v\r\n\r\nx\r\n\r\n"
            + "HMSG s 4 r 16 16\r\nNATS/1.0 503\r\n\r\n\r\nMSG\ttab  9   1\r\n\n\r\n";

    private static final List<String> FRAMES = List.of(
            "INFO {\"a\":1}",
            "ping",
            "pong",
            "error 'Stale Connection'",
            "7|a.b|||hello",
            "12345678901|a.b|reply.to||",
            "3|ü||NATS/1.0~k:v~~|x\r\n",
            "4|s|r|NATS/1.0 503~~|",
            "9|tab|||\n");

    @Test
    void framesAreFoundHoweverTheBytesAreCut() {
        byte[] all = bytes(STREAM);
        for (int cut = 1; cut <= all.length; cut++) {
            seen.clear();
            for (int at = 0; at < all.length; at += cut) {
                parser.feed(ByteBuffer.wrap(all, at, Math.min(cut, all.length - at)));
            }
            assertThat(seen).as("cut into pieces of " + cut).isEqualTo(FRAMES);
        }
    }

    @Test
    void largePayloadsInPiecesOfAnySize() {
        byte[] line = bytes("MSG big 1 3000000\r\n");
        byte[] all = Arrays.copyOf(line, line.length + 3_000_002);
        all[all.length - 2] = '\r';
        all[all.length - 1] = '\n';
        Random random = new Random(1);
        for (int round = 0; round < 3; round++) {
            for (int at = 0; at < all.length; ) {
                int piece = Math.min(all.length - at, 1 + random.nextInt(70_000));
                parser.feed(ByteBuffer.wrap(all, at, piece));
                at += piece;
            }
        }
        parser.feed(ByteBuffer.wrap(bytes("PING\r\n")));
        assertThat(seen).containsExactly("1|big|||[3000000]", "1|big|||[3000000]", "1|big|||[3000000]", "ping");
    }

    @Test
    void whatIsNoNatsIsSaid() {
        for (String other :
                List.of("HTTP/1.1 400 Bad Request\r\n", "MSG a x 1\r\ny\r\n", "MSG a 1\r\n", "+\nSSH-2.0\r\n")) {
            assertThatThrownBy(() -> new FrameParser(this).feed(ByteBuffer.wrap(bytes(other))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not the NATS protocol");
        }
    }

    @Test
    void afterStopNothingMoreIsTold() {
        parser.feed(ByteBuffer.wrap(bytes("PI")));
        parser.stop();
        parser.feed(ByteBuffer.wrap(bytes("NG\r\n")));
        assertThat(seen).isEmpty();
    }

    /** Damaged on their way, say: the memory for such a message must not be asked for. */
    @Test
    void lengthsThatNoServerSendsAreRefused() {
        for (String line : List.of("MSG a 1 4294967301", "MSG a 1 2147483647", "HMSG a 1 9 4")) {
            assertThatThrownBy(() -> new FrameParser(this).feed(ByteBuffer.wrap(bytes(line + "\r\n"))))
                    .as(line)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not the NATS protocol");
        }
        assertThat(seen).isEmpty();
    }
}
