package dev.plinth.cli.redis;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.CannotRunException;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.LiveChannel;
import dev.plinth.cli.load.RuntimeFacts;
import dev.plinth.redis.RedisAdapter;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lettuce on Plinth, by its adapter: a connection per core, as everybody who opens it has. */
public final class PlinthRedis implements Client {

    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Set<String> NETTYS_OWN = Set.of("io_uring", "epoll", "nio");

    private AsyncRuntime runtime;
    private RedisAdapter adapter;
    private boolean many;

    /** Made by name. */
    public PlinthRedis() {}

    @Override
    public List<Line> open(Map<String, String> options) throws CannotRunException {
        runtime = RuntimeFacts.open(options);
        adapter = runtime.blockOn(
                RedisAdapter.connect(runtime, options.get(StockLettuce.URI)).timeout(CONNECT));
        StockLettuce.fill(adapter.sync());
        many = options.containsKey(StockLettuce.CONNECTIONS);
        if (many) {
            return ManyConnections.open(Integer.parseInt(options.get(StockLettuce.CONNECTIONS)), i -> {
                int core = i % runtime.cores();
                return line(core, runtime.blockOn(adapter.openConnection(core, StringCodec.UTF8)));
            });
        }
        List<Line> lines = new ArrayList<>();
        for (int core = 0; core < runtime.cores(); core++) {
            lines.add(line(core, adapter.connection(core)));
        }
        return lines;
    }

    private Line line(int core, StatefulRedisConnection<String, String> connection) {
        return new LettuceLine(connection, task -> runtime.execute(core, task));
    }

    /** The runtime's word, and the live channel's class, which must not contradict it. */
    @Override
    public Map<String, String> facts() {
        RuntimeInfo info = runtime.info();
        StatefulRedisConnection<String, String> connection = adapter.connection(0);
        Channel channel = LettuceChannel.of(connection);
        String seen = LiveChannel.transport(channel);
        if (NETTYS_OWN.contains(seen) && !info.transport().contains(seen)) {
            throw new IllegalStateException(
                    "the runtime says that it runs on " + info.transport() + ", but the connection's channel is a "
                            + channel.getClass().getName());
        }
        Map<String, String> facts = RuntimeFacts.of(runtime, adapter);
        facts.put("channel", channel.getClass().getSimpleName());
        return facts;
    }

    @Override
    public Map<String, Long> counts() {
        return RuntimeFacts.counts(runtime);
    }

    @Override
    public Optional<Transcript> behave() {
        if (many) {
            return Optional.empty(); // its process is weighed, and it must do nothing else
        }
        try (StatefulRedisConnection<byte[], byte[]> first = open();
                StatefulRedisConnection<byte[], byte[]> second = open();
                StatefulRedisPubSubConnection<String, String> subscriber = runtime.blockOn(adapter.openPubSub())) {
            return Optional.of(Recorder.record(new RedisSuite(first, second, subscriber)));
        }
    }

    private StatefulRedisConnection<byte[], byte[]> open() {
        return runtime.blockOn(adapter.openConnection(ByteArrayCodec.INSTANCE));
    }

    @Override
    public void close() {
        adapter.sync().del(Dataset.keys());
        adapter.close();
        runtime.close();
    }
}
