package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScanStream;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** The reactive API, with backpressure. */
class ReactiveTest extends RedisSuite {

    @Test
    void aLongAnswerComesAsFastAsItIsAskedFor() {
        String[] values = new String[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = "value" + i;
        }
        adapter.sync().rpush("list", values);
        StepVerifier.create(adapter.connection(0).reactive().lrange("list", 0, -1), 0)
                .expectSubscription()
                .thenRequest(10)
                .expectNext(values[0])
                .expectNextCount(9)
                .thenRequest(values.length)
                .expectNextCount(values.length - 10L)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(adapter.connection(0).sync().ping()).isEqualTo("PONG"); // reading goes on
    }

    @Test
    void manyAtATime() {
        StepVerifier.create(Flux.range(0, 5_000)
                        .flatMap(i -> adapter.reactive().set("k" + i, "v" + i), 256)
                        .count())
                .expectNext(5_000L)
                .expectComplete()
                .verify(PATIENCE);
        Set<String> keys = new HashSet<>();
        ScanStream.scan(adapter.connection(1).reactive()).doOnNext(keys::add).blockLast(PATIENCE);
        assertThat(keys).hasSize(5_000);
    }

    @Test
    void aSubscriberOnACoreIsAnsweredThere() {
        for (int core = 0; core < CORES; core++) {
            int answeredOn = runtime.blockOn(runtime.spawnOn(core, () -> adapter)
                    .flatMap(here -> here.reactive().ping())
                    .map(pong -> runtime.currentCore()));
            assertThat(answeredOn).isEqualTo(core);
        }
    }
}
