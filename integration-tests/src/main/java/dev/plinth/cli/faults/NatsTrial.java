package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.NatsServer;
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
import java.util.concurrent.CompletionStage;

/** NATS: messages that JetStream stores and confirms. */
final class NatsTrial implements Trial {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Override
    public String adapter() {
        return "nats";
    }

    @Override
    public String title() {
        return "NATS, beside jnats: JetStream publish of 500 bytes, stored in a file; reconnects are tried every"
                + " 100 ms, a publish fails after " + TIMEOUT.toSeconds() + " s";
    }

    @Override
    public String promise() {
        return "A message that JetStream confirmed is in the stream, once; one that failed is there once or not at all.";
    }

    @Override
    public TrialServer start(int contestants) {
        return new Server(contestants);
    }

    private static final class Server implements TrialServer {

        private final NatsServer nats = NatsServer.start();
        private final Proxies proxies;

        Server(int contestants) {
            proxies = new Proxies(contestants, nats.port());
        }

        @Override
        public String description() {
            return "nats-server " + NatsServer.version();
        }

        @Override
        public FaultProxy proxy(int contestant) {
            return proxies.get(contestant);
        }

        @Override
        public void restart() {
            nats.stop();
            nats.startAgain();
        }

        @Override
        public void prepare(String place) throws Exception {
            direct(management -> management.addStream(StreamConfiguration.builder()
                    .name(place)
                    .subjects(place)
                    .storageType(StorageType.File)
                    .build()));
        }

        private void direct(Asking asking) throws Exception {
            Connection direct = Nats.connect(nats.uri());
            try {
                asking.ask(direct.jetStreamManagement());
            } finally {
                direct.close();
            }
        }

        /** The same for both. */
        private static Options.Builder options(FaultProxy proxy) {
            return Options.builder()
                    .server("nats://127.0.0.1:" + proxy.port())
                    .maxReconnects(-1)
                    .reconnectWait(Duration.ofMillis(100))
                    .reconnectJitter(Duration.ofMillis(10))
                    .errorListener(new io.nats.client.ErrorListener() {}); // its default writes to the console
        }

        @Override
        public Subject stock(FaultProxy proxy, String place) throws IOException, InterruptedException {
            Connection connection = Nats.connect(options(proxy).build());
            JetStream stream = connection.jetStream(
                    JetStreamOptions.builder().requestTimeout(TIMEOUT).build());
            return subject(
                    text -> stream.publishAsync(place, bytes(text)).thenApply(ack -> null), () -> close(connection));
        }

        @Override
        public Subject plinth(AsyncRuntime runtime, FaultProxy proxy, String place) {
            NatsAdapter adapter = runtime.blockOn(NatsAdapter.connect(runtime, options(proxy)));
            return subject(
                    text -> adapter.store(place, null, bytes(text), TIMEOUT)
                            .toFuture()
                            .thenApply(ack -> null),
                    adapter::close);
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
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

        private static void close(Connection connection) {
            try {
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Collection<String> stored(String place) throws Exception {
            List<String> texts = new ArrayList<>();
            direct(management -> {
                long last = management.getStreamInfo(place).getStreamState().getLastSequence();
                for (long sequence = 1; sequence <= last; sequence++) {
                    byte[] data = management.getMessage(place, sequence).getData();
                    texts.add(new String(data, StandardCharsets.ISO_8859_1));
                }
            });
            return texts;
        }

        @Override
        public void close() {
            proxies.close();
            nats.close();
        }
    }

    private interface Sending {
        CompletionStage<String> send(String text);
    }

    private interface Asking {
        void ask(JetStreamManagement management) throws Exception;
    }
}
