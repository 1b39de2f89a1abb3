package io.nats.client.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What jnats reads, by one thread that is the core and the reader in turn. */
class ConnectionInputTest {

    private static final int MUCH = 2 << 20;

    private final List<String> asked = new ArrayList<>();
    private Runnable whilePausing = () -> {};

    private final AsyncConnection connection = proxy(AsyncConnection.class, (self, method, args) -> {
        asked.add(method.getName());
        if (method.getName().equals("pauseReceive")) {
            whilePausing.run();
        }
        return method.getReturnType() == int.class ? 0 : null;
    });
    private final AsyncRuntime runtime = proxy(AsyncRuntime.class, (self, method, args) -> {
        ((Runnable) args[args.length - 1]).run(); // execute(core, task)
        return null;
    });
    private final ConnectionInput in =
            new ConnectionInput(runtime, connection, new ConnectionOutput(runtime, connection));

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(ConnectionInputTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void readAll() {
        try {
            assertThat(in.read(new byte[MUCH], 0, MUCH)).isEqualTo(MUCH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSlowReaderHoldsTheConnectionBackUntilItHasRead() {
        in.onReceive(connection, ByteBuffer.allocate(MUCH));
        assertThat(asked).containsExactly("pauseReceive");
        readAll();
        assertThat(asked).containsSubsequence("pauseReceive", "resumeReceive");
    }

    /** The reader sees no pause yet, and waits for what would never come. */
    @Test
    void aReaderThatTakesAllWhileTheConnectionIsPausedIsNotForgotten() {
        whilePausing = this::readAll;
        in.onReceive(connection, ByteBuffer.allocate(MUCH));
        assertThat(asked).containsExactly("pauseReceive", "resumeReceive");
        in.onReceive(connection, ByteBuffer.allocate(10));
        assertThat(asked).hasSize(2);
    }
}
