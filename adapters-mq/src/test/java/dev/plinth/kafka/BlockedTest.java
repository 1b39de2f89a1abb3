package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class BlockedTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final CompletableFuture<String> unwanted = new CompletableFuture<>();

    @Test
    void aResultThatCameTooLateIsHandedBack() {
        CountDownLatch cancelled = new CountDownLatch(1);
        Disposable asking = Blocked.call(
                        "slow",
                        () -> {
                            cancelled.await();
                            return "a client";
                        },
                        unwanted::complete)
                .subscribe();
        asking.dispose();
        cancelled.countDown();
        assertThat(unwanted).succeedsWithin(SOON).isEqualTo("a client");
    }

    @Test
    void aResultThatIsWantedIsNot() {
        Mono<String> result = Blocked.call("quick", () -> "a client", unwanted::complete);
        assertThat(result.block(SOON)).isEqualTo("a client");
        assertThat(unwanted).isNotDone();
    }
}
