package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.netty.NettyTransport;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.codec.Codecs;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs statements of many callers on few connections, some per core. A caller on a core stays on it; those
 * from elsewhere are spread over the cores in turn. Callable from any thread.
 */
final class Multiplexer implements Lane {

    private final AsyncRuntime runtime;
    private final Codecs codecs;
    private final boolean plainCodecs;
    private final List<EventLoop> loops = new ArrayList<>();
    private final Map<EventLoop, SharedLine> lines = new IdentityHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * @param plainCodecs whether {@code codecs} has nothing but the driver's own for the common types
     * @param opener opens a connection on a core, and signals there
     */
    Multiplexer(
            AsyncRuntime runtime,
            MultiplexerSettings settings,
            Codecs codecs,
            boolean plainCodecs,
            IntFunction<? extends Mono<? extends SharedConnection>> opener) {
        this.runtime = runtime;
        this.codecs = codecs;
        this.plainCodecs = plainCodecs;
        NettyTransport transport = NettyTransport.of(runtime);
        for (int core = 0; core < runtime.cores(); core++) {
            int ofLine = core;
            EventLoop loop = transport.loop(core);
            loops.add(loop);
            lines.put(loop, new SharedLine(loop, settings, () -> opener.apply(ofLine)));
        }
    }

    @Override
    public Codecs codecs() {
        return codecs;
    }

    @Override
    public boolean plainCodecs() {
        return plainCodecs;
    }

    @Override
    public EventLoop loop() {
        int core = runtime.currentCore();
        return loops.get(core >= 0 ? core : (turn.getAndIncrement() & Integer.MAX_VALUE) % loops.size());
    }

    @Override
    public void execute(Exchange exchange) {
        lines.get(exchange.loop).execute(exchange);
    }

    /** How many connections are open. */
    int connections() {
        return lines.values().stream().mapToInt(SharedLine::connections).sum();
    }

    /** Lets what is on its way come to its end, then closes all connections; statements from now on fail. */
    Mono<Void> close() {
        return Flux.fromIterable(lines.values()).flatMap(SharedLine::close).then();
    }
}
