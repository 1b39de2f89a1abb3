package dev.plinth.kafka;

import dev.plinth.api.Adapter;
import dev.plinth.api.ConfigException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;

/** {@code kafka://host:9092,host2:9092?setting=value}, as settings of kafka-clients. */
final class KafkaUris {

    static final String SCHEME = "kafka";
    static final Set<String> SCHEMES = Set.of(SCHEME);
    private static final int DEFAULT_PORT = 9092;

    private KafkaUris() {}

    static Map<String, Object> parse(String uri) {
        if (!SCHEMES.contains(Adapter.scheme(uri)) || !uri.startsWith("://", SCHEME.length())) {
            throw new ConfigException("'" + uri.replaceAll("[^/]*@", "…@").replaceAll("[?].*", "?…")
                    + "' is no URI of Kafka: it must be like kafka://host1:9092,host2:9092");
        }
        String rest = uri.substring(SCHEME.length() + "://".length());
        int question = rest.indexOf('?');
        String hosts = (question < 0 ? rest : rest.substring(0, question)).replaceAll("/$", "");
        if (hosts.isBlank() || hosts.contains("/") || hosts.contains("@")) {
            throw new ConfigException("'" + hosts.replaceAll(".*@", "…@")
                    + "' is no list of hosts: it must be like host1:9092,host2:9092;"
                    + " a user goes into sasl.jaas.config");
        }
        Map<String, Object> config = new LinkedHashMap<>();
        StringBuilder servers = new StringBuilder();
        for (String host : hosts.split(",")) {
            servers.append(servers.isEmpty() ? "" : ",").append(host);
            if (host.lastIndexOf(':') <= host.lastIndexOf(']')) {
                servers.append(':').append(DEFAULT_PORT);
            }
        }
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers.toString());
        if (question >= 0) {
            for (String setting : rest.substring(question + 1).split("&")) {
                int equals = setting.indexOf('=');
                if (equals <= 0) {
                    throw new ConfigException("a setting behind the '?' has no name: it must be name=value, and is of "
                            + setting.length() + " characters");
                }
                config.put(decode(setting.substring(0, equals)), decode(setting.substring(equals + 1)));
            }
        }
        return config;
    }

    /** A {@code +} is a space, as in forms. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("a setting behind the '?' is not percent-encoded as it must be ("
                    + e.getMessage().replaceAll("[:\"].*", "")
                    + "): write %25 for a percent sign, %26 for an ampersand");
        }
    }
}
