package dev.plinth.backend.uring;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's channels on a ring, so that they are closed before the ring ends. Netty closes the socket of one that is
 * receiving or sending once that has been cancelled; its ring does not wait for that when it ends, and such a socket
 * would stay open as long as the process.
 */
final class OpenChannels {

    private static final Logger LOG = LoggerFactory.getLogger(OpenChannels.class);
    private static final int FEW = 64;
    /** At 5 ms each. */
    private static final int MOST_TURNS = 40;

    private final Map<IoRegistration, IoHandle> handles = new HashMap<>();
    private int most = FEW;

    IoRegistration add(IoRegistration registration, IoHandle handle) {
        if (handles.size() >= most) {
            forgetClosed();
            most = Math.max(FEW, 2 * handles.size());
        }
        handles.put(registration, handle);
        return registration;
    }

    private void forgetClosed() {
        handles.keySet().removeIf(registration -> !registration.isValid());
    }

    /** Closes all, and turns the ring until they are. */
    void close(ToIntFunction<IoHandlerContext> ring) {
        forgetClosed();
        List.copyOf(handles.values()).forEach(OpenChannels::close);
        for (int turn = 0; turn < MOST_TURNS && !handles.isEmpty(); turn++) {
            ring.applyAsInt(LastTurn.INSTANCE);
            forgetClosed();
        }
    }

    private static void close(IoHandle handle) {
        try {
            handle.close();
        } catch (Exception e) {
            LOG.warn("{} could not be closed when its ring ended", handle, e);
        }
    }
}
