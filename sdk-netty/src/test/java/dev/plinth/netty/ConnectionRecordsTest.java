package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

/** What is kept of a connection: in a recording, and in the histograms. */
class ConnectionRecordsTest {

    @Test
    void aRecordingHasItsBeginningAndItsEnd() throws Exception {
        List<RecordedEvent> recorded = new CopyOnWriteArrayList<>();
        try (RecordingStream stream = new RecordingStream();
                AsyncRuntime runtime = NioRuntime.start(
                        RuntimeConfig.builder()
                                .cores(1)
                                .set(RuntimeConfig.STATS_HISTOGRAMS, true)
                                .build(),
                        "recorded-")) {
            stream.setReuse(false);
            stream.enable("plinth.ConnectionOpened");
            stream.enable("plinth.ConnectionClosed");
            stream.onEvent("plinth.ConnectionOpened", recorded::add);
            stream.onEvent("plinth.ConnectionClosed", recorded::add);
            stream.startAsync();
            CompletableFuture<AsyncConnection> accepted = new CompletableFuture<>();
            AsyncListener listener = runtime.blockOn(runtime.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ListenOptions.defaults(),
                    accepted::complete));
            InetSocketAddress address = (InetSocketAddress) listener.localAddress();
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                AsyncConnection connection = accepted.get();
                runtime.blockOn(connection.write(ByteBuffer.wrap(new byte[10])));
                assertThat(client.getInputStream().readNBytes(10)).hasSize(10);
                runtime.blockOn(connection.close());
            }
            await().until(() -> recorded.size() == 2);
            assertThat(recorded.get(0).getString("local"))
                    .isEqualTo(recorded.get(1).getString("local"));
            assertThat(recorded.get(1).getLong("bytesWritten")).isEqualTo(10);
            assertThat(recorded.get(1).getDuration("open")).isPositive();
            assertThat(recorded.get(1).getString("cause")).isNull();
            assertThat(runtime.stats().cores().get(0).writeTime())
                    .hasValueSatisfying(times -> assertThat(times.count()).isEqualTo(1));
            assertThat(runtime.stats().cores().get(0).pollGap())
                    .hasValueSatisfying(gaps -> assertThat(gaps.count()).isPositive());
        }
    }
}
