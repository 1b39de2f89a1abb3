package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.BackendContext;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.RuntimeConfig;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A start that fails midway leaves nothing behind. */
class StartFailureTest {

    private static final String PREFIX = "start-failure-";

    private final AtomicBoolean released = new AtomicBoolean();

    private void start(IoHandlerFactory handlers, boolean placed) {
        CorePlacement placement = new CorePlacement() {
            @Override
            public CoreInfo place(int core, Thread thread) {
                if (!placed && core == 1) {
                    throw new IllegalStateException("no place");
                }
                return CoreInfo.unpinned(core, thread.getName(), "anywhere");
            }

            @Override
            public void release() {
                released.set(true);
            }
        };
        new NettyBackend(
                        "test",
                        PREFIX,
                        new NettyChannelType(
                                "nio",
                                NioSocketChannel.class,
                                NioSocketChannel::new,
                                false,
                                new TcpOptionMapping(null, null, null)),
                        NioServerSocketChannel::new,
                        handlers,
                        placement,
                        Map.of())
                .start(BackendContext.direct(RuntimeConfig.builder().cores(3).build(), "test"));
    }

    private static boolean anyThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(PREFIX));
    }

    @Test
    void whenALoopCannotBeMade() {
        IoHandlerFactory nio = NioIoHandler.newFactory();
        AtomicInteger made = new AtomicInteger();
        IoHandlerFactory thirdFails = executor -> {
            if (made.incrementAndGet() == 3) {
                throw new IllegalStateException("no third");
            }
            return nio.newHandler(executor);
        };
        assertThatThrownBy(() -> start(thirdFails, true)).hasMessage("no third");
        assertThat(released).isTrue();
        assertThat(anyThread()).isFalse();
    }

    @Test
    void whenACoreHasNoPlace() {
        assertThatThrownBy(() -> start(NioIoHandler.newFactory(), false)).hasMessage("no place");
        assertThat(released).isTrue();
        assertThat(anyThread()).isFalse();
    }
}
