package dev.plinth.cli.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.List;
import java.util.function.Consumer;

/** What jnats and the adapter's engine both do, as {@link NatsSuite} wants it. */
interface NatsPort {

    void publish(String subject, String replyTo, Headers headers, byte[] data);

    /**
     * Has messages taken as they come, once the server knows of it.
     *
     * @param queue the queue group, or null
     */
    void subscribe(String subject, String queue, Consumer<Message> to) throws Exception;

    /** Returns when the server has received what was published. */
    void flush() throws Exception;

    /** The reply; null if there is none. */
    Message request(String subject, Headers headers, byte[] data) throws Exception;

    /** Publishes to a stream: its name, the message's sequence number, and whether it was there already. */
    List<Object> store(String subject, Headers headers, byte[] data) throws Exception;

    /** The next messages of a pull consumer, each acknowledged. */
    List<Message> fetch(String stream, String consumer, int messages) throws Exception;

    /** For management: on the same transport. */
    Connection jnats();
}
