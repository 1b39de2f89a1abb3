package dev.plinth.cli.service;

import static dev.plinth.cli.behaviour.Values.everyByte;
import static dev.plinth.cli.behaviour.Values.random;
import static dev.plinth.cli.behaviour.Values.text;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Suite;
import dev.plinth.cli.behaviour.Values;
import io.lettuce.core.RedisCommandExecutionException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the service must do with its four servers, whatever carries the bytes: the cache, requests, batches, refusals. */
final class ServiceSuite implements Suite {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String PREFIX = "plinth-suite-";
    private static final int AT_ONCE = 64;
    private static final String ROWS =
            "SELECT item || ' ' || amount || ' ' || note AS text FROM plinth_compare_log WHERE id > $1 ORDER BY id";

    private final Service service;
    private final Clients clients;

    ServiceSuite(Service service, Clients clients) {
        this.service = service;
        this.clients = clients;
    }

    @Override
    public String refusal(Throwable error) {
        if (error instanceof R2dbcException refused) {
            return refused.getSqlState() + " " + refused.getMessage();
        }
        return error instanceof RedisCommandExecutionException || error instanceof NoSuchElementException
                ? error.getMessage()
                : null;
    }

    @Override
    public void run(Recorder recorder) throws Exception {
        int last = number("SELECT coalesce(max(id), 0)::int AS number FROM plinth_compare_log WHERE id > $1", -1);
        try {
            cache(recorder);
            requests(recorder);
            rows(recorder, last);
            records(recorder);
        } finally {
            for (int id : List.of(0, 7)) {
                get(clients.redis().del(PREFIX + id));
            }
            change("DELETE FROM plinth_compare_log WHERE id > $1", last);
        }
    }

    private void cache(Recorder recorder) throws Exception {
        String key = PREFIX + 7;
        recorder.step("a miss is PostgreSQL's", () -> get(service.cacheAside(key, 7)));
        recorder.step("and in Redis from then on", () -> get(clients.redis().get(key)));
        recorder.step("but not for ever", () -> get(clients.redis().pttl(key)) > 0);
        recorder.step("a hit is Redis'", () -> {
            get(clients.redis().set(key, Values.UNICODE));
            return get(service.cacheAside(key, 7));
        });
        recorder.step("an item that is nowhere", () -> get(service.cacheAside(PREFIX + 0, 0)));
        recorder.step("and is not in Redis", () -> get(clients.redis().get(PREFIX + 0)));
        recorder.step("Redis refuses", () -> get(clients.redis().incr(key)));
    }

    private void requests(Recorder recorder) throws Exception {
        recorder.step(
                "replies of each size",
                () -> get(Flux.just(new byte[0], everyByte(), text(Values.UNICODE), random(500_000))
                        .concatMap(clients::ask)
                        .collectList()));
        recorder.step(
                "requests that use all four, at once",
                () -> get(Flux.range(1, AT_ONCE)
                        .flatMapSequential(service::mixed, AT_ONCE)
                        .collectList()));
    }

    private void rows(Recorder recorder, int last) throws Exception {
        Integer[] items = IntStream.rangeClosed(1, Service.BATCH).boxed().toArray(Integer[]::new);
        recorder.step("a batch", () -> get(service.pipeline(items)));
        recorder.step("is written", () -> texts(ROWS, last));
        recorder.step("a transaction that is rolled back", () -> {
            get(Mono.usingWhen(
                    clients.db().create(),
                    connection -> Mono.from(connection.beginTransaction())
                            .then(update(connection, "DELETE FROM plinth_compare_log WHERE id > $1", last))
                            .then(Mono.from(connection.rollbackTransaction())),
                    Connection::close));
            return texts(ROWS, last).size();
        });
        recorder.step("PostgreSQL refuses", () -> change("DELETE FROM plinth_no_such_table WHERE id = $1", 0));
    }

    /** They may go to any partition: what counts is that they are there, and are what was sent. */
    private void records(Recorder recorder) throws Exception {
        List<byte[]> values = new ArrayList<>(List.of(new byte[0], everyByte(), text(Values.UNICODE), random(500_000)));
        for (int i = 0; i < Service.BATCH; i++) {
            values.add(text("record " + i));
        }
        try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Addresses.TOPIC).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // or the end is that of later
            recorder.step(
                    "records, acknowledged",
                    () -> get(Flux.fromIterable(values)
                            .flatMapSequential(clients::record, values.size())
                            .map(stored -> stored.topic() + " " + stored.serializedValueSize())
                            .collectList()));
            recorder.step("are there", () -> received(consumer, values.size()));
        }
    }

    private static List<byte[]> received(Consumer<byte[], byte[]> consumer, int expected) {
        List<byte[]> all = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (all.size() < expected && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(each -> all.add(each.value()));
        }
        all.sort(Arrays::compareUnsigned);
        return all;
    }

    private List<String> texts(String select, int bound) {
        return get(Flux.usingWhen(
                        clients.db().create(),
                        connection -> Flux.from(connection
                                        .createStatement(select)
                                        .bind(0, bound)
                                        .execute())
                                .flatMap(result -> result.map((row, metadata) -> row.get("text", String.class))),
                        Connection::close)
                .collectList());
    }

    private int number(String select, int bound) {
        return get(Mono.usingWhen(
                clients.db().create(),
                connection -> Mono.from(connection
                                .createStatement(select)
                                .bind(0, bound)
                                .execute())
                        .flatMap(result -> Mono.from(result.map((row, metadata) -> row.get("number", Integer.class)))),
                Connection::close));
    }

    private Long change(String statement, int bound) {
        return get(Mono.usingWhen(
                clients.db().create(), connection -> update(connection, statement, bound), Connection::close));
    }

    private static Mono<Long> update(Connection connection, String statement, int bound) {
        return Mono.from(connection.createStatement(statement).bind(0, bound).execute())
                .flatMap(result -> Mono.from(result.getRowsUpdated()));
    }

    private static <T> T get(Mono<T> answer) {
        return answer.block(PATIENCE);
    }
}
