package io.nats.client.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What jnats writes, on a connection that takes no more than its first bytes. */
class ConnectionOutputTest {

    private final List<String> asked = new ArrayList<>();
    private final AsyncConnection connection = (AsyncConnection) Proxy.newProxyInstance(
            ConnectionOutputTest.class.getClassLoader(),
            new Class<?>[] {AsyncConnection.class},
            (self, method, args) -> switch (method.getName()) {
                case "send" -> {
                    asked.add("send");
                    yield false;
                }
                case "close" -> Mono.fromRunnable(() -> asked.add("close"));
                default -> method.getReturnType() == int.class ? 0 : null;
            });
    private final AsyncRuntime runtime = (AsyncRuntime) Proxy.newProxyInstance(
            ConnectionOutputTest.class.getClassLoader(), new Class<?>[] {AsyncRuntime.class}, (self, method, args) -> {
                ((Runnable) args[args.length - 1]).run(); // execute(core, task)
                return null;
            });

    /** The connection knows how long it may wait for the peer; here it would be for ever. */
    @Test
    void closingDoesNotWaitForRoom() throws IOException {
        ConnectionOutput out = new ConnectionOutput(runtime, connection);
        out.write(new byte[10], 0, 10);
        out.write(new byte[10], 0, 10);
        assertThat(asked).containsExactly("send");
        out.close();
        assertThat(asked).containsExactly("send", "send", "close");
    }
}
