package dev.plinth.cli.faults;

import dev.plinth.nats.NatsAdapter;
import io.nats.client.BaseConsumeOptions;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import reactor.core.Disposable;

/** A pull consumer of one cell, and what came by it. */
final class NatsConsuming {

    static final Duration ACK_WAIT = Duration.ofSeconds(2);

    /** How long one asks for messages at a time: who asked in vain, since the server was gone, asks again then. */
    private static final Duration PULL = Duration.ofSeconds(2);

    private final String place;
    private final JetStream feeding;
    private final Arrivals arrivals = new Arrivals();

    private NatsConsuming(String place, JetStream feeding) {
        this.place = place;
        this.feeding = feeding;
    }

    /** Makes the consumer, named as its stream. */
    static NatsConsuming prepare(Connection direct, String place) throws IOException, JetStreamApiException {
        direct.jetStreamManagement()
                .createConsumer(
                        place,
                        ConsumerConfiguration.builder()
                                .durable(place)
                                .ackPolicy(AckPolicy.Explicit)
                                .ackWait(ACK_WAIT)
                                .maxAckPending(10_000)
                                .build());
        return new NatsConsuming(
                place,
                direct.jetStream(JetStreamOptions.builder()
                        .requestTimeout(Duration.ofSeconds(5))
                        .build()));
    }

    Subject stock(Connection connection) throws IOException, JetStreamApiException {
        ConsumeOptions options = ConsumeOptions.builder()
                .expiresIn(Math.max(PULL.toMillis(), BaseConsumeOptions.MIN_EXPIRES_MILLS))
                .build();
        MessageConsumer consumer = connection.getConsumerContext(place, place).consume(options, this::came);
        return subject(() -> {
            consumer.stop();
            NatsTrial.close(connection);
        });
    }

    Subject plinth(NatsAdapter adapter) {
        Disposable consuming =
                adapter.consume(place, place).doOnNext(this::came).retry().subscribe();
        return subject(() -> {
            consuming.dispose();
            adapter.close();
        });
    }

    private void came(Message message) {
        arrivals.came(new String(message.getData(), StandardCharsets.ISO_8859_1));
        message.ack();
    }

    private Subject subject(Runnable close) {
        return new Subject() {
            @Override
            public CompletionStage<String> send(String text) {
                return arrivals.await(text, each -> feeding.publishAsync(place, NatsTrial.bytes(each)));
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    Collection<String> arrived() {
        return arrivals.all();
    }
}
