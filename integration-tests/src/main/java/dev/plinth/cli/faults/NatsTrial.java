package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.servers.FaultProxy;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** NATS: messages that JetStream stores and confirms, and messages that it delivers. */
final class NatsTrial implements Trial {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Workload STORE = Workload.sending(
            "store",
            "NATS, beside jnats: JetStream publish of 500 bytes, stored in a file; reconnects are tried every"
                    + " 100 ms, a publish fails after " + TIMEOUT.toSeconds() + " s",
            "A message that JetStream confirmed is in the stream, once; one that failed is there once or not at all.");

    private static final Workload CONSUME = Workload.arriving(
            "consume",
            "NATS, beside jnats: a JetStream pull consumer, each message acknowledged; what is not acknowledged is"
                    + " delivered again after " + NatsConsuming.ACK_WAIT.toSeconds() + " s",
            "Every message that is in the stream comes: at least once.",
            true);

    @Override
    public String adapter() {
        return "nats";
    }

    @Override
    public ServerKind server() {
        return ServerKind.NATS;
    }

    @Override
    public List<Workload> workloads() {
        return List.of(STORE, CONSUME);
    }

    @Override
    public Takes takes() {
        return new Takes(1_500, 200, 300, 10_000);
    }

    @Override
    public TrialServer on(Site site) throws IOException, InterruptedException {
        return new Server(Nats.connect(options("nats://" + site.direct())
                .callbackThreadFactory(NatsTrial::own)
                .connectThreadFactory(NatsTrial::own)
                .build()));
    }

    /** Threads of the suite's own connection are made as they are needed: no client has left them. */
    private static Thread own(Runnable task) {
        return new Thread(task, "faults-direct");
    }

    /** The same for all. */
    static Options.Builder options(String uri) {
        return Options.builder()
                .server(uri)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .reconnectJitter(Duration.ofMillis(10))
                .errorListener(new io.nats.client.ErrorListener() {}); // its default writes to the console
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Server implements TrialServer {

        private final Connection direct;
        private final Map<String, NatsConsuming> consumers = new ConcurrentHashMap<>();

        Server(Connection direct) {
            this.direct = direct;
        }

        @Override
        public String version() {
            return "nats-server " + direct.getServerInfo().getVersion();
        }

        @Override
        public void prepare(Workload workload, String place) throws Exception {
            direct.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(place)
                            .subjects(place)
                            .storageType(StorageType.File)
                            .build());
            if (workload.equals(CONSUME)) {
                consumers.put(place, NatsConsuming.prepare(direct, place));
            }
        }

        @Override
        public Subject stock(Workload workload, FaultProxy proxy, String place) throws Exception {
            Connection connection = Nats.connect(options(uri(proxy)).build());
            if (workload.equals(CONSUME)) {
                return consumers.get(place).stock(connection);
            }
            JetStream stream = connection.jetStream(
                    JetStreamOptions.builder().requestTimeout(TIMEOUT).build());
            return subject(
                    text -> stream.publishAsync(place, bytes(text)).thenApply(ack -> null),
                    () -> NatsTrial.close(connection));
        }

        @Override
        public Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place) {
            NatsAdapter adapter = runtime.blockOn(NatsAdapter.connect(runtime, options(uri(proxy))));
            return workload.equals(CONSUME)
                    ? consumers.get(place).plinth(adapter)
                    : subject(
                            text -> adapter.store(place, null, bytes(text), TIMEOUT)
                                    .toFuture()
                                    .thenApply(ack -> null),
                            adapter::close);
        }

        private static String uri(FaultProxy proxy) {
            return "nats://127.0.0.1:" + proxy.port();
        }

        private static Subject subject(Sending sending, Runnable close) {
            return new Subject() {
                @Override
                public CompletionStage<String> send(String text) {
                    return sending.send(text);
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }

        @Override
        public Collection<String> stored(Workload workload, String place) throws Exception {
            if (workload.equals(CONSUME)) {
                return consumers.get(place).arrived();
            }
            JetStreamManagement management = direct.jetStreamManagement();
            List<String> texts = new ArrayList<>();
            long last = management.getStreamInfo(place).getStreamState().getLastSequence();
            for (long sequence = 1; sequence <= last; sequence++) {
                byte[] data = management.getMessage(place, sequence).getData();
                texts.add(new String(data, StandardCharsets.ISO_8859_1));
            }
            return texts;
        }

        @Override
        public void close() {
            NatsTrial.close(direct);
        }
    }

    private interface Sending {
        CompletionStage<String> send(String text);
    }
}
