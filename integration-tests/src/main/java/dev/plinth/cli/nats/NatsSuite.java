package dev.plinth.cli.nats;

import static dev.plinth.cli.behaviour.Values.everyByte;
import static dev.plinth.cli.behaviour.Values.random;
import static dev.plinth.cli.behaviour.Values.text;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Suite;
import dev.plinth.cli.behaviour.Values;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What NATS must deliver, whatever carries its bytes: messages, headers, order, replies, streams. */
final class NatsSuite implements Suite {

    private static final String PREFIX = "plinth.suite.";
    private static final String STREAM = "PLINTH_SUITE";
    private static final String STORED = PREFIX + "stored";
    private static final int MANY = 1_000;
    private static final long PATIENCE_SECONDS = 10;

    private final NatsPort nats;

    NatsSuite(NatsPort nats) {
        this.nats = nats;
    }

    @Override
    public String refusal(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof JetStreamApiException refused) {
                return refused.getApiErrorCode() + " " + refused.getErrorDescription();
            }
        }
        return null;
    }

    @Override
    public void run(Recorder recorder) throws Exception {
        messages(recorder);
        subjects(recorder);
        requests(recorder);
        JetStreamManagement management = nats.jnats().jetStreamManagement();
        delete(management);
        try {
            streams(recorder, management);
        } finally {
            delete(management);
        }
    }

    private static void delete(JetStreamManagement management) throws Exception {
        if (management.getStreamNames().contains(STREAM)) {
            management.deleteStream(STREAM);
        }
    }

    private void messages(Recorder recorder) throws Exception {
        BlockingQueue<Message> received = subscribed(PREFIX + "messages", null);
        Headers headers = new Headers();
        headers.add("One", "1");
        headers.add("Many", "first", "second", "");
        headers.add("Empty", "");
        Map<String, byte[]> values = new TreeMap<>();
        values.put("empty", new byte[0]);
        values.put("every byte", everyByte());
        values.put("line ends", text("\r\nMSG x 1 5\r\nPING\r\n"));
        values.put("unicode", text(Values.UNICODE));
        values.put("1 MB", random(1_000_000));
        for (Map.Entry<String, byte[]> each : values.entrySet()) {
            recorder.step(each.getKey(), () -> {
                nats.publish(PREFIX + "messages", null, null, each.getValue());
                return taken(received, 1);
            });
            recorder.step(each.getKey() + ", with headers", () -> {
                nats.publish(PREFIX + "messages", PREFIX + "reply", headers, each.getValue());
                return taken(received, 1);
            });
        }
        recorder.step("many in order", () -> {
            for (int i = 0; i < MANY; i++) {
                nats.publish(PREFIX + "messages", null, i % 7 == 0 ? headers : null, text("message " + i));
            }
            return taken(received, MANY);
        });
        recorder.step("and no more", () -> {
            nats.flush();
            return received.size();
        });
    }

    private void subjects(Recorder recorder) throws Exception {
        BlockingQueue<Message> one = subscribed(PREFIX + "w.*", null);
        BlockingQueue<Message> all = subscribed(PREFIX + "w.>", null);
        BlockingQueue<Message> group = subscribed(PREFIX + "w.a", "group");
        nats.subscribe(PREFIX + "w.a", "group", group::add);
        // ASCII: jnats takes the bytes of any other character for one each
        for (String subject : List.of("w.a", "w.b", "w.a.b", "w", "v.a")) {
            nats.publish(PREFIX + subject, null, null, text(subject));
        }
        recorder.step("one token", () -> taken(one, 2));
        recorder.step("all tokens", () -> taken(all, 3));
        recorder.step("a queue group of two", () -> taken(group, 1));
        recorder.step("and no more", () -> {
            nats.flush();
            return List.of(one.size(), all.size(), group.size());
        });
    }

    private void requests(Recorder recorder) throws Exception {
        nats.subscribe(
                PREFIX + "echo",
                null,
                request -> nats.publish(request.getReplyTo(), null, request.getHeaders(), request.getData()));
        Headers headers = new Headers();
        headers.add("Asked", "by the suite");
        for (int size : List.of(0, 1, 64, 100_000)) {
            recorder.step("request of " + size, () -> {
                Message reply = nats.request(PREFIX + "echo", size == 64 ? headers : null, random(size));
                return Arrays.asList(headers(reply), reply.getData());
            });
        }
        recorder.step("a request that nobody takes", () -> nats.request(PREFIX + "nobody", null, text("?")));
    }

    private void streams(Recorder recorder, JetStreamManagement management) throws Exception {
        recorder.step("a stream", () -> {
            var stream = management.addStream(StreamConfiguration.builder()
                    .name(STREAM)
                    .subjects(STORED)
                    .storageType(StorageType.Memory)
                    .build());
            return List.of(
                    stream.getConfiguration().getName(),
                    stream.getConfiguration().getSubjects());
        });
        for (int i = 0; i < 20; i++) {
            byte[] data = i == 7 ? random(500_000) : text("stored " + i);
            recorder.step("stored " + i, () -> nats.store(STORED, null, data));
        }
        Headers id = new Headers();
        id.add("Nats-Msg-Id", "the same");
        recorder.step("stored with an id", () -> nats.store(STORED, id, text("once")));
        recorder.step("stored with the same id", () -> nats.store(STORED, id, text("twice")));
        Headers expected = new Headers();
        expected.add("Nats-Expected-Last-Sequence", "3");
        recorder.step("refused for its place", () -> nats.store(STORED, expected, text("never")));
        recorder.step(
                "a consumer",
                () -> management
                        .addOrUpdateConsumer(
                                STREAM,
                                ConsumerConfiguration.builder()
                                        .durable("suite")
                                        .ackPolicy(AckPolicy.Explicit)
                                        .build())
                        .getName());
        recorder.step("what is stored", () -> {
            List<Object> all = new ArrayList<>();
            for (Message each : nats.fetch(STREAM, "suite", 21)) {
                all.add(Arrays.asList(
                        each.getSubject(),
                        headers(each),
                        each.getData(),
                        each.metaData().streamSequence(),
                        each.metaData().consumerSequence(),
                        each.metaData().deliveredCount()));
            }
            return all;
        });
        recorder.step("an unknown stream", () -> management.getStreamInfo("PLINTH_NONE"));
    }

    private BlockingQueue<Message> subscribed(String subject, String queue) throws Exception {
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        nats.subscribe(subject, queue, received::add);
        return received;
    }

    private static List<Object> taken(BlockingQueue<Message> received, int messages) throws InterruptedException {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Message next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                all.add("no more after " + i);
                return all;
            }
            all.add(Arrays.asList(next.getSubject(), next.getReplyTo(), headers(next), next.getData()));
        }
        return all;
    }

    private static Map<String, List<String>> headers(Message message) {
        Map<String, List<String>> all = new TreeMap<>();
        if (message.hasHeaders()) {
            message.getHeaders().forEach(all::put);
        }
        return all;
    }
}
