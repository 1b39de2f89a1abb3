package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeInfo;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 12xx: what a runtime says about itself, blockOn, unwrap. */
abstract class RuntimeRules extends Rules {

    RuntimeRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec1201_infoNamesTheBackendAndItsTransport() {
        RuntimeInfo info = runtime().info();
        assertThat(info.backend()).isEqualTo(provider().name());
        assertThat(info.transport()).isNotBlank();
        assertThat(info.selection().chosen()).isEqualTo(provider().name());
    }

    @Test
    void required_spec1202_infoDescribesEachCoreByItsIndex() {
        assertThat(runtime().info().cores()).hasSize(runtime().cores());
        for (int core = 0; core < runtime().cores(); core++) {
            CoreInfo found = runtime().info().cores().get(core);
            assertThat(found.index()).isEqualTo(core);
            assertThat(found.threadName())
                    .isEqualTo(on(core, () -> Thread.currentThread().getName()));
            assertThat(found.placement()).isNotBlank();
        }
    }

    @Test
    void required_spec1203_theProviderHasANameADescriptionAndTheVersionOfThisInterface() {
        AsyncRuntimeProvider provider = provider();
        assertThat(provider.name())
                .isNotBlank()
                .isLowerCase()
                .isEqualTo(provider().name());
        assertThat(provider.description()).isNotBlank();
        assertThat(provider.spiVersion()).isEqualTo(AsyncRuntimeProvider.SPI_VERSION);
    }

    @Test
    void required_spec1204_blockOnReturnsTheValue() {
        assertThat(runtime().blockOn(runtime().spawn(() -> 17))).isEqualTo(17);
        assertThat(runtime().blockOn(Mono.just("x"))).isEqualTo("x");
    }

    @Test
    void required_spec1205_blockOnReturnsNullForAnEmptyMono() {
        assertThat(runtime().blockOn(runtime().delay(Duration.ofMillis(1)))).isNull();
    }

    @Test
    void required_spec1206_blockOnThrowsUncheckedErrorsAsTheyAre() {
        IllegalArgumentException exception = new IllegalArgumentException("on purpose");
        AssertionError error = new AssertionError("on purpose");
        assertThatThrownBy(() -> runtime().blockOn(Mono.error(exception))).isSameAs(exception);
        assertThatThrownBy(() -> runtime().blockOn(Mono.error(error))).isSameAs(error);
    }

    @Test
    void required_spec1207_blockOnWrapsCheckedErrors() {
        IOException checked = new IOException("on purpose");
        assertThatThrownBy(() -> runtime().blockOn(runtime().spawn(() -> {
                    throw checked;
                })))
                .isInstanceOf(PlinthException.class)
                .hasCause(checked);
    }

    @Test
    void required_spec1208_blockOnRefusesOnACore() {
        on(1, () -> {
            assertThatThrownBy(() -> runtime().blockOn(Mono.just(1))).isInstanceOf(IllegalStateException.class);
            return null;
        });
    }

    @Test
    void required_spec1209_unwrapIsEmptyForWhatItIsNot() {
        assertThat(runtime().unwrap(Thread.class)).isEmpty();
        assertThat(link().connection().unwrap(Thread.class)).isEmpty();
    }

    @Test
    void required_spec1210_severalRuntimesRunSideBySide() {
        try (var other = start(settings())) {
            assertThat(other.blockOn(other.spawnOn(1, other::currentCore))).isEqualTo(1);
            assertThat(on(1, runtime()::currentCore)).isEqualTo(1);
        }
        assertThat(on(0, runtime()::currentCore)).isZero();
    }
}
