package dev.plinth.cli.service;

import io.lettuce.core.SetArgs;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The service's own code, as one would write it with Reactor; it does not know what its clients run on. */
final class Service {

    static final String CACHE_ASIDE = "cache-aside";
    static final String MIXED = "mixed";
    static final String PIPELINE = "pipeline";

    /** Transactions in a batch of {@link #PIPELINE}. */
    static final int BATCH = 100;

    static final byte[] MESSAGE = new byte[200];

    private static final int ITEMS = 10_000;
    private static final int HOT = 1_000;

    /** One read in so many finds nothing in the cache. */
    private static final int MISS = 10;

    private static final long EXPIRY_MILLIS = 1_000;
    private static final String SELECT = "SELECT name FROM plinth_compare_item WHERE id = $1";
    private static final String INSERT =
            "INSERT INTO plinth_compare_log (item, amount, note)" + " SELECT i, i, 'plinth' FROM unnest($1) AS i";

    private final Clients clients;
    private final String prefix = "plinth:service:" + ProcessHandle.current().pid() + ":";
    private final AtomicInteger misses = new AtomicInteger();

    Service(Clients clients) {
        this.clients = clients;
    }

    /** Fills the cache with what is read most. */
    void warm() {
        Flux.range(0, HOT)
                .flatMap(i -> clients.redis().set(hot(i), name(i + 1)), 64)
                .blockLast();
    }

    /** Takes back what {@link #warm} wrote. */
    void clear() {
        Flux.range(0, HOT).flatMap(i -> clients.redis().del(hot(i)), 64).blockLast();
    }

    /** One operation; an error if a reply is not what it must be. */
    Mono<?> run(String operation, int n) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return switch (operation) {
            case CACHE_ASIDE -> {
                boolean cold = n % MISS == 0;
                int id = 1 + random.nextInt(cold ? ITEMS : HOT);
                yield cacheAside(cold ? prefix + "cold:" + misses.incrementAndGet() : hot(id - 1), id)
                        .map(name -> expect(name, name.length() == 32));
            }
            case MIXED -> mixed(1 + random.nextInt(HOT));
            case PIPELINE -> pipeline(random.ints(BATCH, 1, HOT + 1).boxed().toArray(Integer[]::new));
            default -> throw new IllegalArgumentException("unknown operation '" + operation + "'");
        };
    }

    /** From Redis if it is there, else from PostgreSQL, and into Redis for the next one who asks. */
    Mono<String> cacheAside(String key, int id) {
        return clients.redis()
                .get(key)
                .switchIfEmpty(Mono.defer(() -> select(id)
                        .flatMap(name -> clients.redis()
                                .set(key, name, SetArgs.Builder.px(EXPIRY_MILLIS))
                                .thenReturn(name))));
    }

    /**
     * A session from Redis and an item from PostgreSQL at once; then an answer over NATS and a record in Kafka, at once.
     *
     * @param id of the item, which is one of those that are read most
     */
    Mono<byte[]> mixed(int id) {
        return Mono.zip(clients.redis().get(hot(id - 1)), select(id))
                .map(read -> expect(read, read.getT1().equals(read.getT2())))
                .flatMap(read -> Mono.zip(clients.ask(MESSAGE), clients.record(MESSAGE)))
                .map(told -> expect(told.getT1(), told.getT1().length == MESSAGE.length));
    }

    /**
     * Validates a batch by one command to Redis, writes it by one statement, publishes each of it and waits for all.
     *
     * @param items of those that are read most
     */
    Mono<Long> pipeline(Integer[] items) {
        String[] keys = Stream.of(items).map(id -> hot(id - 1)).toArray(String[]::new);
        return clients.redis()
                .mget(keys)
                .filter(value -> value.hasValue())
                .count()
                .map(valid -> expect(valid, valid == items.length))
                .then(Mono.defer(() -> insert(items)))
                .map(rows -> expect(rows, rows == items.length))
                .flatMap(rows -> Flux.range(0, items.length)
                        .flatMap(i -> clients.record(MESSAGE), items.length)
                        .count());
    }

    private Mono<String> select(int id) {
        return Mono.usingWhen(
                clients.db().create(),
                connection -> Flux.from(
                                connection.createStatement(SELECT).bind(0, id).execute())
                        .flatMap(result -> result.map((row, metadata) -> row.get(0, String.class)))
                        .single(),
                Connection::close);
    }

    private Mono<Long> insert(Integer[] items) {
        return Mono.usingWhen(
                clients.db().create(),
                connection -> {
                    Statement statement = connection.createStatement(INSERT).bind(0, items);
                    return Flux.from(statement.execute())
                            .flatMap(Result::getRowsUpdated)
                            .single();
                },
                Connection::close);
    }

    private String hot(int i) {
        return prefix + i;
    }

    /** As the item of that id is called. */
    private static String name(int id) {
        String number = Integer.toString(id);
        return "item " + ".".repeat(27 - number.length()) + number;
    }

    private static <T> T expect(T value, boolean right) {
        if (!right) {
            throw new IllegalStateException("a wrong reply: " + value);
        }
        return value;
    }
}
