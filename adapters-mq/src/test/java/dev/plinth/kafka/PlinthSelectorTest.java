package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ByteBufferSend;
import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.PlaintextChannelBuilder;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PlinthSelectorTest {

    /** A producer that had looked whether its broker is ready, and was refused what it sent, was of no use any more. */
    @Test
    void whatWasReadyWhenItTookOverTakesARequestThatIsReportedAsNotAnswered() throws Exception {
        PlaintextChannelBuilder channels = new PlaintextChannelBuilder(null);
        channels.configure(Map.of());
        try (AsyncRuntime runtime = AsyncRuntime.create(
                        RuntimeConfig.builder().backend("netty-nio").cores(1).build());
                Metrics metrics = new Metrics();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Selector stock = new Selector(60_000, metrics, Time.SYSTEM, "test", channels, new LogContext());
            stock.connect("1", (InetSocketAddress) server.getLocalSocketAddress(), -1, -1);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                stock.poll(10);
                return stock.isChannelReady("1");
            });
            PlinthSelector selector = new PlinthSelector(
                    new FormerSelector(stock),
                    SocketSizes.of(Map.of(), -1, -1),
                    new CoreTransport(runtime, 0, true, new Journal()));
            assertThat(selector.isChannelReady("1")).isTrue();
            selector.send(new NetworkSend("1", ByteBufferSend.sizePrefixed(ByteBuffer.allocate(10))));
            selector.poll(0);
            assertThat(selector.disconnected()).containsOnlyKeys("1");
            assertThat(selector.isChannelReady("1")).isFalse();
            selector.close();
        }
    }
}
