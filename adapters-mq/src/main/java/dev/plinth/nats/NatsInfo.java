package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import io.nats.client.Options;
import java.util.Map;

/** What is in effect for an adapter, in words. */
final class NatsInfo {

    private NatsInfo() {}

    static Map<String, String> of(Engine engine, Options options, JnatsConnection jnats) {
        AsyncRuntime runtime = engine.runtime();
        RuntimeConfig config = runtime.config();
        return Map.ofEntries(
                Map.entry("server", engine.label()),
                Map.entry("server-version", engine.serverInfo().getVersion()),
                Map.entry("status", engine.isClosed() ? "closed" : engine.isConnected() ? "connected" : "reconnecting"),
                Map.entry("backend", runtime.info().backend()),
                Map.entry("transport", runtime.info().transport()),
                Map.entry("core", Integer.toString(engine.core())),
                Map.entry("tls", options.isTLSRequired() ? "yes" : "no"),
                Map.entry("max-payload", engine.serverInfo().getMaxPayload() + " bytes"),
                Map.entry("send-limit", config.get(NatsConfig.SEND_LIMIT) + " bytes"),
                Map.entry("pending-requests", "at most " + config.get(NatsConfig.PENDING_REQUESTS)),
                Map.entry(
                        "pending-messages",
                        "at most " + config.get(NatsConfig.PENDING_MESSAGES) + " and "
                                + config.get(NatsConfig.PENDING_BYTES) + " bytes for each slow subscriber"),
                Map.entry(
                        "request-timeout",
                        config.get(NatsConfig.REQUEST_TIMEOUT).toMillis() + " ms"),
                Map.entry(
                        "reconnect",
                        options.getMaxReconnect() + " attempts per server (-1: for ever), "
                                + options.getReconnectWait().toMillis() + " ms apart"),
                Map.entry("jnats", jnats.describe()),
                Map.entry("client", "jnats " + io.nats.client.Nats.CLIENT_VERSION));
    }
}
