package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many threads put messages in while one takes them away: none is lost, doubled, torn or out of its thread's order. */
class StagingTest implements FrameHandler {

    private static final int THREADS = 4;
    private static final int EACH = 20_000;

    private final Map<String, Integer> next = new HashMap<>();
    private int received;

    @Test
    void nothingIsLostOrOutOfOrder() throws InterruptedException {
        Staging staging = new Staging(1 << 20);
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            String name = "t" + t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < EACH; ) {
                    byte[] data = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
                    if (staging.publish(name, null, null, data) >= 0) {
                        i++;
                    } else {
                        Thread.onSpinWait();
                    }
                }
            });
            threads[t].start();
        }
        FrameParser parser = new FrameParser(this);
        while (received < THREADS * EACH) {
            FrameBuffer taken = staging.take();
            if (taken != null && taken.length() > 0) {
                String frames =
                        new String(taken.content().array(), 0, taken.content().limit(), StandardCharsets.US_ASCII);
                // As a server would send them on: MSG for PUB, with a number.
                parser.feed(java.nio.ByteBuffer.wrap(
                        frames.replaceAll("PUB (t[0-9]) ", "MSG $1 1 ").getBytes(StandardCharsets.US_ASCII)));
                taken.clear();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(received).isEqualTo(THREADS * EACH);
        assertThat(next)
                .hasSize(THREADS)
                .allSatisfy((name, count) -> assertThat(count).isEqualTo(EACH));
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
        String name = new String(bytes, subject, subjectEnd - subject, StandardCharsets.US_ASCII);
        int number = Integer.parseInt(new String(bytes, data, end - data, StandardCharsets.US_ASCII));
        assertThat(next.merge(name, 1, Integer::sum) - 1).isEqualTo(number);
        received++;
    }

    @Override
    public void onInfo(String json) {
        throw new AssertionError(json);
    }

    @Override
    public void onError(String text) {
        throw new AssertionError(text);
    }

    @Override
    public void onPing() {
        throw new AssertionError("ping");
    }

    @Override
    public void onPong() {
        throw new AssertionError("pong");
    }
}
