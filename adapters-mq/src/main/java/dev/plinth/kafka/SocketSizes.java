package dev.plinth.kafka;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.network.Selectable;

/** {@code send.buffer.bytes} and {@code receive.buffer.bytes}; -1 for the system's. */
record SocketSizes(int send, int receive) {

    /**
     * What was set. What was not is the system's, which grows with the connection's need, rather than kafka-clients'
     * default: its 64 KiB for receiving let a broker send that much at a time, and each time it waits to be told that
     * there is room again.
     *
     * @param config the client's settings
     * @param send what the client makes of them
     * @param receive what the client makes of them
     */
    static SocketSizes of(Map<String, Object> config, int send, int receive) {
        return new SocketSizes(
                config.get(CommonClientConfigs.SEND_BUFFER_CONFIG) == null ? Selectable.USE_DEFAULT_BUFFER_SIZE : send,
                config.get(CommonClientConfigs.RECEIVE_BUFFER_CONFIG) == null
                        ? Selectable.USE_DEFAULT_BUFFER_SIZE
                        : receive);
    }

    /** In words, for clients that set nothing besides. */
    static String describe(Map<String, Object> config) {
        return "send " + described(config.get(CommonClientConfigs.SEND_BUFFER_CONFIG)) + ", receive "
                + described(config.get(CommonClientConfigs.RECEIVE_BUFFER_CONFIG));
    }

    private static String described(Object set) {
        return set == null || set.toString().equals("-1") ? "the system's" : set + " bytes";
    }

    /** In bytes, 0 for the system's. */
    int sendOrZero() {
        return send == Selectable.USE_DEFAULT_BUFFER_SIZE ? 0 : send;
    }

    /** In bytes, 0 for the system's. */
    int receiveOrZero() {
        return receive == Selectable.USE_DEFAULT_BUFFER_SIZE ? 0 : receive;
    }
}
