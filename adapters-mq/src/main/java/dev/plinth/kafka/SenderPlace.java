package dev.plinth.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a producer's sender runs, and why.
 *
 * @param onCore whether on a core
 * @param why what keeps it from one, in words; empty if it is on one, or none was wanted
 * @param demanded whether a core was asked for by name
 */
record SenderPlace(boolean onCore, String why, boolean demanded) {

    static final String OWN = "its own thread";

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();
    /** Those that compute; the others may ask a server, or code that does. */
    private static final Set<String> PLAIN_MECHANISMS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    /**
     * Decides.
     *
     * @param reactive whether the producer is a {@link KafkaSender}'s
     * @param config the producer's settings
     */
    static SenderPlace of(boolean reactive, Map<String, Object> config, CoreTransport transport) {
        ProducerThread choice = KafkaConfig.producerThread(transport.runtime().config());
        boolean demanded = choice == ProducerThread.CORE;
        if (!demanded && !(reactive && choice == ProducerThread.AUTO)) {
            return new SenderPlace(false, "", false);
        }
        String obstacle = obstacle(config);
        return new SenderPlace(obstacle.isEmpty(), obstacle, demanded);
    }

    /** Does as was decided; says what runs the sender now. */
    String take(Object producer, CoreTransport transport, PlinthSelector selector) {
        if (!onCore) {
            return own(why);
        }
        try {
            SenderOnCore lender = new SenderOnCore(transport.runtime(), transport.core(), new KafkasSender(producer));
            OffCoreResolver.into(ClientPath.ofProducer(producer), lender);
            selector.lendTo(lender);
            return "core " + transport.core();
        } catch (UnknownClientException | LinkageError e) {
            return own("kafka-clients " + ClientVersion.text() + " has another sender: " + e.getMessage());
        }
    }

    private String own(String reason) {
        if (demanded && WARNED.add(reason)) {
            LOG.warn(
                    "{}=core, but {}: such producers keep their own threads. Set it to auto to have it so without"
                            + " this line",
                    KafkaConfig.PRODUCER_THREAD.name(),
                    reason);
        }
        return reason.isEmpty() ? OWN : OWN + " (" + reason + ")";
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
                return "SASL " + (mechanism.isEmpty() ? SaslConfigs.DEFAULT_SASL_MECHANISM : mechanism) + " may block";
            }
            if (isSet(config, SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS)) {
                return SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS + " may block";
            }
        }
        return "";
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
