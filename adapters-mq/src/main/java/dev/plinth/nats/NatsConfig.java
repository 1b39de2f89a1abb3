package dev.plinth.nats;

import dev.plinth.api.ConfigKey;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.List;

/** The settings of the NATS adapter that jnats' own options do not have. */
public final class NatsConfig {

    /** Whether the certificate of a server must be for its host. */
    public static final ConfigKey<Boolean> TLS_HOST_NAME_CHECK = ConfigKey.flag(
            "plinth.nats.tls-host-name-check",
            true,
            "Whether with TLS the certificate of a NATS server must be for the host connected to; jnats by itself does"
                    + " not check that.");

    /** How long a request waits for its reply if it does not say so. */
    public static final ConfigKey<Duration> REQUEST_TIMEOUT = ConfigKey.duration(
            "plinth.nats.request-timeout",
            Duration.ofSeconds(5),
            "How long a request, or a publishing to JetStream, waits for its answer unless it says how long.");

    /** How many requests may be unanswered. */
    public static final ConfigKey<Integer> PENDING_REQUESTS = ConfigKey.number(
            "plinth.nats.pending-requests",
            65_536,
            1,
            1 << 20,
            "How many requests and publishings to JetStream of one adapter may wait for their answer; more are refused.");

    /** How many messages may wait for a subscriber. */
    public static final ConfigKey<Integer> PENDING_MESSAGES = ConfigKey.number(
            "plinth.nats.pending-messages",
            65_536,
            1,
            Integer.MAX_VALUE,
            "How many messages may wait for a slow subscriber (a Flux); more are dropped, counted and told.");

    /** How many bytes may wait for a subscriber. */
    public static final ConfigKey<Integer> PENDING_BYTES = ConfigKey.bytes(
            "plinth.nats.pending-bytes",
            64 << 20,
            "How many bytes of messages may wait for a slow subscriber (a Flux); more are dropped, counted and told.");

    /** How many bytes may wait to be sent. */
    public static final ConfigKey<Integer> SEND_LIMIT = ConfigKey.bytes(
            "plinth.nats.send-limit",
            16 << 20,
            "How many bytes may wait to be sent, also while there is no connection; publishing more is refused.");

    private static final List<ConfigKey<?>> KEYS = List.of(
            TLS_HOST_NAME_CHECK, REQUEST_TIMEOUT, PENDING_REQUESTS, PENDING_MESSAGES, PENDING_BYTES, SEND_LIMIT);

    private NatsConfig() {}

    /** All of them. */
    public static List<ConfigKey<?>> keys() {
        return KEYS;
    }

    /** For both ways to a server: whether names are checked there; opentls:// says that they are not. */
    public static boolean checksHostName(RuntimeConfig config, String scheme) {
        return config.get(TLS_HOST_NAME_CHECK) && !"opentls".equals(scheme);
    }
}
