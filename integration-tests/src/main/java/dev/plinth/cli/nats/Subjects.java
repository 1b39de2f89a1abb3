package dev.plinth.cli.nats;

import dev.plinth.nats.NatsAdapter;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.NUID;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;

/** What the clients of the comparison talk about. */
final class Subjects {

    /** Answered by {@link ResponderMain}. */
    static final String ECHO = "plinth.echo";

    /** Nobody listens there. */
    static final String NOWHERE = "plinth.nowhere";

    static final String STREAM = "PLINTH_COMPARE";
    static final String STORED = "plinth.stored";

    static final byte[] PAYLOAD = new byte[64];

    /** How many messages a publishing of the workload has: a single one is too short to be timed by itself. */
    static final int BATCH = 100;

    private Subjects() {}

    /** One that nobody else uses. */
    static String ownSubject() {
        return "plinth.own." + NUID.nextGlobal();
    }

    /** Answers requests. */
    static void answer(NatsAdapter nats) {
        nats.subscribe(ECHO, request -> nats.reply(request, request.getData()));
    }

    static void stream(Connection connection) throws IOException, JetStreamApiException {
        StreamConfiguration stream = StreamConfiguration.builder()
                .name(STREAM)
                .subjects(STORED)
                .storageType(StorageType.Memory)
                .retentionPolicy(RetentionPolicy.Limits)
                .maxMessages(10_000)
                .build();
        if (!connection.jetStreamManagement().getStreamNames().contains(STREAM)) {
            connection.jetStreamManagement().addStream(stream);
        }
    }
}
