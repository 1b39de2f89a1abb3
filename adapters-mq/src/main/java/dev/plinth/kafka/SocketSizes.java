package dev.plinth.kafka;

import org.apache.kafka.common.network.Selectable;

/** {@code send.buffer.bytes} and {@code receive.buffer.bytes}; -1 for the system's. */
record SocketSizes(int send, int receive) {

    /** In bytes, 0 for the system's. */
    int sendOrZero() {
        return send == Selectable.USE_DEFAULT_BUFFER_SIZE ? 0 : send;
    }

    /** In bytes, 0 for the system's. */
    int receiveOrZero() {
        return receive == Selectable.USE_DEFAULT_BUFFER_SIZE ? 0 : receive;
    }
}
