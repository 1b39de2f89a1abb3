package dev.plinth.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Where a producer's sender runs, and why.
 *
 * @param onCore whether on a core
 * @param obstacle what keeps it from one; null if nothing does, or none was wanted
 */
record SenderPlace(boolean onCore, String obstacle) {

    /** Those that compute; the others may ask a server, or code that does. */
    private static final Set<String> PLAIN_MECHANISMS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    /**
     * Decides.
     *
     * @param choice what was asked for
     * @param reactive whether the producer is a {@link KafkaSender}'s, whose users know that they run on cores
     * @param config the producer's settings
     */
    static SenderPlace of(ProducerThread choice, boolean reactive, Map<String, Object> config) {
        if (choice == ProducerThread.OWN || choice == ProducerThread.AUTO && !reactive) {
            return new SenderPlace(false, null);
        }
        String obstacle = obstacle(config);
        return new SenderPlace(obstacle == null, obstacle);
    }

    private static String obstacle(Map<String, Object> config) {
        if (isSet(config, ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            return "transactions wait for the broker";
        }
        if (isSet(config, ProducerConfig.INTERCEPTOR_CLASSES_CONFIG)) {
            return "interceptors may block";
        }
        if (text(config, CommonClientConfigs.SECURITY_PROTOCOL_CONFIG).startsWith("SASL")) {
            String mechanism = text(config, SaslConfigs.SASL_MECHANISM);
            if (!PLAIN_MECHANISMS.contains(mechanism)) {
                return "SASL " + (mechanism.isEmpty() ? SaslConfigs.DEFAULT_SASL_MECHANISM : mechanism)
                        + " may block";
            }
            if (isSet(config, SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS)) {
                return SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS + " may block";
            }
        }
        return null;
    }

    private static boolean isSet(Map<String, Object> config, String name) {
        Object value = config.get(name);
        return value != null
                && !value.toString().isBlank()
                && !(value instanceof java.util.Collection<?> many && many.isEmpty());
    }

    private static String text(Map<String, Object> config, String name) {
        Object value = config.get(name);
        return value == null ? "" : value.toString().toUpperCase(Locale.ROOT);
    }
}
