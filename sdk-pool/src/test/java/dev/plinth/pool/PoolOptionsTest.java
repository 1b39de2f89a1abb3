package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What cannot work is refused before anything runs, by name. */
class PoolOptionsTest {

    private static final Duration NEGATIVE = Duration.ofMillis(-1);

    @Test
    void badSettingsAreRefusedByName() {
        Map<String, Consumer<PoolOptions.Builder>> bad = Map.ofEntries(
                Map.entry("min", options -> options.min(-1)),
                Map.entry("max", options -> options.max(0)),
                Map.entry("maxIdle", options -> options.maxIdle(-1)),
                Map.entry("maxWaiting", options -> options.maxWaiting(-1)),
                Map.entry("acquireTimeout", options -> options.acquireTimeout(NEGATIVE)),
                Map.entry("idleTimeout", options -> options.idleTimeout(NEGATIVE)),
                Map.entry("maxLifetime", options -> options.maxLifetime(NEGATIVE)),
                Map.entry("lifetimeJitter", options -> options.lifetimeJitter(1.5)),
                Map.entry("validateAfterIdle", options -> options.validateAfterIdle(NEGATIVE)),
                Map.entry("validationInterval", options -> options.validationInterval(NEGATIVE)),
                Map.entry("leakThreshold", options -> options.leakThreshold(NEGATIVE)),
                Map.entry("openTimeout", options -> options.openTimeout(Duration.ZERO)),
                Map.entry("operationTimeout", options -> options.operationTimeout(Duration.ZERO)),
                Map.entry("drainTimeout", options -> options.drainTimeout(NEGATIVE)),
                Map.entry("upkeepInterval", options -> options.upkeepInterval(Duration.ZERO)));
        assertThat(bad)
                .allSatisfy((setting, change) -> assertThatThrownBy(() -> change.accept(PoolOptions.builder()))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageStartingWith(setting + " is "));
    }

    @Test
    void settingsThatContradictEachOtherAreRefusedByName() {
        assertThatThrownBy(() -> PoolOptions.builder().min(11).max(10).build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("min is 11")
                .hasMessageContaining("max, which is 10");
        assertThatThrownBy(() -> PoolOptions.builder().min(5).maxIdle(4).build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("min is 5")
                .hasMessageContaining("maxIdle, which is 4");
    }

    @Test
    void theConfigurationSaysWhatIsNotSet() {
        RuntimeConfig config = RuntimeConfig.builder().set(PoolConfig.MAX, 33).build();
        assertThat(PoolOptions.builder(config).build().max()).isEqualTo(33);
    }
}
