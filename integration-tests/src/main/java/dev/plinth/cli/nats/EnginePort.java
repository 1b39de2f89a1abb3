package dev.plinth.cli.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.nats.JetStreamAck;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.nats.NoRespondersException;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** The adapter's engine. */
final class EnginePort implements NatsPort {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AsyncRuntime runtime;
    private final NatsAdapter nats;
    private final Connection jnats;

    EnginePort(AsyncRuntime runtime, NatsAdapter nats) {
        this.runtime = runtime;
        this.nats = nats;
        this.jnats = runtime.blockOn(nats.jnats());
    }

    @Override
    public void publish(String subject, String replyTo, Headers headers, byte[] data) {
        nats.publish(subject, replyTo, headers, data);
    }

    @Override
    public void subscribe(String subject, String queue, Consumer<Message> to) {
        nats.subscribe(subject, queue, to::accept);
        flush();
    }

    @Override
    public void flush() {
        runtime.blockOn(nats.flush().timeout(PATIENCE));
    }

    @Override
    public Message request(String subject, Headers headers, byte[] data) {
        return runtime.blockOn(nats.request(subject, headers, data, PATIENCE)
                .onErrorResume(NoRespondersException.class, nobody -> Mono.empty()));
    }

    @Override
    public List<Object> store(String subject, Headers headers, byte[] data) {
        JetStreamAck ack = runtime.blockOn(nats.store(subject, headers, data, PATIENCE));
        return List.of(ack.stream(), ack.sequence(), ack.duplicate());
    }

    @Override
    public List<Message> fetch(String stream, String consumer, int messages) {
        return runtime.blockOn(nats.consume(stream, consumer)
                .doOnNext(Message::ack)
                .take(messages)
                .collectList()
                .timeout(PATIENCE));
    }

    @Override
    public Connection jnats() {
        return jnats;
    }
}
