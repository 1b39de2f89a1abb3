package dev.plinth.cli.redis;

import static dev.plinth.cli.behaviour.Values.everyByte;
import static dev.plinth.cli.behaviour.Values.random;
import static dev.plinth.cli.behaviour.Values.text;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Suite;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What Lettuce must answer, whatever carries its bytes: values, types, refusals, order, transactions, messages. */
final class RedisSuite implements Suite {

    private static final String PREFIX = "plinth-suite-";
    private static final int MANY = 1_000;
    private static final long PATIENCE_SECONDS = 10;

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final StatefulRedisConnection<byte[], byte[]> other;
    private final StatefulRedisPubSubConnection<String, String> subscriber;
    private final RedisCommands<byte[], byte[]> redis;

    /** Three connections of one client, which are the caller's to close. */
    RedisSuite(
            StatefulRedisConnection<byte[], byte[]> connection,
            StatefulRedisConnection<byte[], byte[]> other,
            StatefulRedisPubSubConnection<String, String> subscriber) {
        this.connection = connection;
        this.other = other;
        this.subscriber = subscriber;
        this.redis = connection.sync();
    }

    @Override
    public String refusal(Throwable error) {
        return error instanceof RedisCommandExecutionException ? error.getMessage() : null;
    }

    @Override
    public void run(Recorder recorder) throws Exception {
        clear();
        try {
            strings(recorder);
            collections(recorder);
            refusals(recorder);
            transactions(recorder);
            order(recorder);
            messages(recorder);
        } finally {
            clear();
        }
    }

    private void clear() {
        List<byte[]> left = redis.keys(PREFIX + "*");
        if (!left.isEmpty()) {
            redis.del(left.toArray(byte[][]::new));
        }
    }

    private void strings(Recorder recorder) throws Exception {
        Map<String, byte[]> values = new TreeMap<>();
        values.put("empty", new byte[0]);
        values.put("every byte", everyByte());
        values.put("line ends", text("\r\n$-1\r\n*3\r\n+OK\r\n"));
        values.put("unicode", text("Grüße, 世界, \uD83D\uDE80, \u0000, \uFEFF"));
        values.put("1 MB", random(1 << 20));
        for (Map.Entry<String, byte[]> each : values.entrySet()) {
            byte[] key = key("value " + each.getKey());
            recorder.step("SET " + each.getKey(), () -> redis.set(key, each.getValue()));
            recorder.step("GET " + each.getKey(), () -> redis.get(key));
            recorder.step("STRLEN " + each.getKey(), () -> redis.strlen(key));
        }
        recorder.step("GET of no key", () -> redis.get(key("none")));
        recorder.step("GETRANGE", () -> redis.getrange(key("value 1 MB"), 700_000, 700_999));
        recorder.step("APPEND", () -> redis.append(key("value empty"), text("more")));
        recorder.step(
                "MGET with one that is not there",
                () -> pairs(redis.mget(key("value empty"), key("none"), key("value unicode"))));
        recorder.step("INCRBY", () -> redis.incrby(key("counter"), Long.MAX_VALUE));
        recorder.step("INCRBYFLOAT", () -> redis.incrbyfloat(key("float"), 3.0e-7));
        recorder.step("TTL of no key", () -> redis.ttl(key("none")));
        recorder.step("TTL without one", () -> redis.ttl(key("counter")));
    }

    private void collections(Recorder recorder) throws Exception {
        byte[] hash = key("hash");
        recorder.step("HSET", () -> redis.hset(hash, text("a"), new byte[0]));
        recorder.step("HSET of bytes", () -> redis.hset(hash, everyByte(), everyByte()));
        recorder.step("HGETALL", () -> redis.hgetall(hash));
        recorder.step("HGETALL of no key", () -> redis.hgetall(key("none")));
        byte[][] many = new byte[MANY][];
        for (int i = 0; i < MANY; i++) {
            many[i] = text("element " + i);
        }
        recorder.step("RPUSH of many", () -> redis.rpush(key("list"), many));
        recorder.step("LRANGE of all", () -> redis.lrange(key("list"), 0, -1));
        recorder.step("BLPOP", () -> pairs(List.of(redis.blpop(1, key("list")))));
        recorder.step("SADD", () -> redis.sadd(key("set"), text("x"), text("y"), text("x")));
        recorder.step("SISMEMBER", () -> redis.sismember(key("set"), text("x")));
        recorder.step("ZADD of the least", () -> redis.zadd(key("sorted"), Double.NEGATIVE_INFINITY, text("least")));
        recorder.step("ZADD of a fraction", () -> redis.zadd(key("sorted"), 0.1, text("a tenth")));
        recorder.step("ZADD of a large one", () -> redis.zadd(key("sorted"), 1e300, text("large")));
        recorder.step(
                "ZRANGE with scores",
                () -> redis.zrangeWithScores(key("sorted"), 0, -1).stream()
                        .map(each -> List.of(each.getScore(), each.getValue()))
                        .toList());
        recorder.step(
                "XADD", () -> redis.xadd(key("stream"), new XAddArgs().id("1-1"), Map.of(text("field"), everyByte())));
        recorder.step("XRANGE", () -> {
            List<Object> all = new ArrayList<>();
            for (StreamMessage<byte[], byte[]> each :
                    redis.xrange(key("stream"), io.lettuce.core.Range.<String>unbounded())) {
                all.add(List.of(each.getId(), each.getBody()));
            }
            return all;
        });
        recorder.step(
                "EVAL that nests",
                () -> redis.eval(
                        "return {1, 'two', {3, {'four', ARGV[1]}}, redis.status_reply('fine'), true}",
                        ScriptOutputType.MULTI,
                        new byte[][] {key("counter")},
                        everyByte()));
    }

    private void refusals(Recorder recorder) throws Exception {
        recorder.step("a command of another type", () -> redis.lpush(key("counter"), text("x")));
        recorder.step("INCR of a text", () -> redis.incr(key("value unicode")));
        recorder.step("INCR past the largest", () -> redis.incr(key("counter")));
        recorder.step(
                "a script's own error",
                () -> redis.eval("return redis.error_reply('PLINTH no such luck')", ScriptOutputType.STATUS));
        recorder.step(
                "a command without its arguments",
                () -> redis.dispatch(
                        CommandType.GETRANGE, new StatusOutput<>(io.lettuce.core.codec.ByteArrayCodec.INSTANCE)));
        recorder.step("and one that is fine after them", () -> redis.get(key("counter")));
    }

    private void transactions(Recorder recorder) throws Exception {
        recorder.step("MULTI", () -> {
            redis.multi();
            redis.set(key("tx"), text("1"));
            redis.incr(key("tx"));
            redis.lpush(key("tx"), text("refused"));
            redis.get(key("tx"));
            return results(redis.exec());
        });
        recorder.step("DISCARD", () -> {
            redis.multi();
            redis.set(key("tx"), text("never"));
            return redis.discard();
        });
        recorder.step("GET after DISCARD", () -> redis.get(key("tx")));
        recorder.step("EXEC after another's change", () -> {
            redis.watch(key("tx"));
            other.sync().set(key("tx"), text("another's"));
            redis.multi();
            redis.set(key("tx"), text("ours"));
            return results(redis.exec());
        });
        recorder.step("GET after it", () -> redis.get(key("tx")));
    }

    private void order(Recorder recorder) throws Exception {
        recorder.step("many commands in flight", () -> {
            List<RedisFuture<?>> replies = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                replies.add(connection.async().incr(key("order")));
                replies.add(connection.async().append(key("log"), text(i + ",")));
                if (i % 100 == 0) {
                    replies.add(connection.async().lpush(key("order"), text("refused")));
                }
            }
            List<Object> all = new ArrayList<>();
            for (RedisFuture<?> reply : replies) {
                all.add(reply.handle((value, error) -> error == null ? value : "refused " + refusal(error))
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return all;
        });
        recorder.step("what they wrote", () -> redis.get(key("log")));
    }

    private void messages(Recorder recorder) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                received.add(channel + ": " + message);
            }

            @Override
            public void message(String pattern, String channel, String message) {
                received.add(pattern + ", " + channel + ": " + message);
            }
        });
        subscriber.sync().subscribe(PREFIX + "news");
        subscriber.sync().psubscribe(PREFIX + "w?");
        recorder.step("PUBLISH, and who got it", () -> {
            List<Object> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(other.sync().publish(key(i % 2 == 0 ? "news" : "wé"), text("message " + i + " ü")));
            }
            all.add(other.sync().publish(key("w1"), new byte[0]));
            return all;
        });
        recorder.step("the messages", () -> {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 51; i++) { // no ? stands for the two bytes of é
                all.add(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return all;
        });
        recorder.step("and no more", () -> received);
    }

    private static List<Object> results(TransactionResult result) {
        List<Object> all = new ArrayList<>();
        all.add(result.wasDiscarded());
        result.forEach(each -> all.add(each instanceof Throwable error ? "refused " + error.getMessage() : each));
        return all;
    }

    private static List<Object> pairs(List<KeyValue<byte[], byte[]>> pairs) {
        List<Object> all = new ArrayList<>();
        pairs.forEach(pair -> {
            all.add(pair.getKey());
            all.add(pair.getValueOrElse(null));
        });
        return all;
    }

    private static byte[] key(String name) {
        return text(PREFIX + name);
    }
}
