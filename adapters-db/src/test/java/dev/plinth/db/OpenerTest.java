package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.netty.NettyTransport;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class OpenerTest {

    private static AsyncRuntime runtime;
    private static Opener opener;

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(2).build());
        opener = Database.opener(runtime);
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theConnectionLivesOnTheCoreThatWasAskedFor(int core) {
        Mono<List<Integer>> cores = opener.open(core).flatMap(physical -> {
            int opened = runtime.currentCore();
            return Flux.from(physical.r2dbc().createStatement("SELECT 42").execute())
                    .flatMap(result -> result.map((row, meta) -> row.get(0, Integer.class)))
                    .single()
                    .map(answer -> List.of(answer, opened, runtime.currentCore(), physical.core()))
                    .delayUntil(any -> physical.close());
        });
        assertThat(runtime.blockOn(cores)).containsExactly(42, core, core, core);
    }

    @Test
    void itsChannelIsTheTransports() {
        Physical physical = runtime.blockOn(opener.open(1));
        assertThat(physical.channel()).isInstanceOf(NettyTransport.of(runtime).channelClass());
        assertThat(physical.loop()).isSameAs(NettyTransport.of(runtime).loop(1));
        assertThat(physical.isOpen()).isTrue();
        runtime.blockOn(physical.close());
        assertThat(physical.isOpen()).isFalse();
        assertThat(physical.channel().isOpen()).isFalse();
    }
}
