package dev.plinth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeConfigTest {

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private RuntimeConfig.Builder builder() {
        return RuntimeConfig.builder().sources(properties::get, environment::get);
    }

    @Test
    void builderPrecedesPropertyPrecedesEnvironmentPrecedesDefault() {
        assertThat(builder().build().get(RuntimeConfig.BACKEND)).isEqualTo("auto");
        assertThat(builder().build().originOf(RuntimeConfig.BACKEND)).isEqualTo("default");

        environment.put("PLINTH_BACKEND", "from-environment");
        assertThat(builder().build().get(RuntimeConfig.BACKEND)).isEqualTo("from-environment");

        properties.put("plinth.backend", "from-property");
        assertThat(builder().build().get(RuntimeConfig.BACKEND)).isEqualTo("from-property");

        RuntimeConfig config = builder().backend("from-builder").build();
        assertThat(config.get(RuntimeConfig.BACKEND)).isEqualTo("from-builder");
        assertThat(config.originOf(RuntimeConfig.BACKEND)).isEqualTo("builder");
    }

    @Test
    void aBlankPropertyIsNone() {
        properties.put("plinth.backend", " ");
        assertThat(builder().build().get(RuntimeConfig.BACKEND)).isEqualTo("auto");
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "10s, 10000", "2m, 120000", "1h, 3600000", "PT1.5S, 1500", "0, 0", "0ms, 0", "5000us, 5"})
    void timesAreRead(String text, long millis) {
        properties.put("plinth.connect-timeout", text);
        assertThat(builder().build().get(RuntimeConfig.CONNECT_TIMEOUT)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "-1s", "ten", "PT-1S", "10 parsecs", "99999999999999999999s"})
    void aBadTimeNamesTheSettingItsOriginAndWhatIsAllowed(String text) {
        environment.put("PLINTH_CONNECT_TIMEOUT", text);
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.connect-timeout=" + text)
                .hasMessageContaining("environment variable PLINTH_CONNECT_TIMEOUT")
                .hasMessageContaining("250ms");
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "64KiB, 65536", "1MiB, 1048576", "1GiB, 1073741824"})
    void sizesAreRead(String text, int bytes) {
        properties.put("plinth.write-limit", text);
        assertThat(builder().build().get(RuntimeConfig.WRITE_LIMIT)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", "2GiB", "1.5MiB"})
    void badSizesAreRefused(String text) {
        properties.put("plinth.write-limit", text);
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.write-limit=" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1025", "two"})
    void badCountsAreRefused(String text) {
        properties.put("plinth.cores", text);
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("whole number from 0 to 1024");
    }

    @Test
    void aBadBuilderValueIsRefusedOnTheSpot() {
        assertThatThrownBy(() -> builder().cores(-3)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> builder().backend(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void marksTheWrongWayRoundAreRefused() {
        properties.put("plinth.write-low-water", "2MiB");
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.write-low-water")
                .hasMessageContaining("plinth.write-high-water");
    }

    @Test
    void propertiesAreReadOnce() {
        System.setProperty("plinth.test-only", "before");
        try {
            ConfigKey<String> key = ConfigKey.text("plinth.test-only", "default", "A test's.");
            RuntimeConfig config = RuntimeConfig.load();
            System.setProperty("plinth.test-only", "after");
            assertThat(config.get(key)).isEqualTo("before");
        } finally {
            System.clearProperty("plinth.test-only");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1us, 1000", "50us, 50000", "1500us, 1500000", "2ms, 2000000"})
    void timesBelowAMillisecondAreReadAndTheyAreTold(String text, long nanos) {
        properties.put("plinth.spin", text);
        assertThat(builder().build().get(RuntimeConfig.SPIN)).isEqualTo(Duration.ofNanos(nanos));
        ConfigKey<Duration> key = ConfigKey.duration("plinth.test-only", Duration.ofNanos(nanos), "A test's.");
        assertThat(key.defaultText()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "FALSE, false"})
    void flagsAreRead(String text, boolean value) {
        properties.put("plinth.stats.histograms", text);
        assertThat(builder().build().get(RuntimeConfig.STATS_HISTOGRAMS)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on"})
    void badFlagsAreRefused(String text) {
        properties.put("plinth.stats.histograms", text);
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.stats.histograms=" + text)
                .hasMessageContaining("true or false");
    }

    @Test
    void everyKeyIsDocumented() {
        assertThat(RuntimeConfig.keys()).allSatisfy(key -> {
            assertThat(key.name()).startsWith("plinth.");
            assertThat(key.description()).endsWith(".");
            assertThat(key.unit()).isNotBlank();
            assertThat(key.parse(key.defaultText(), "its own default")).isEqualTo(key.defaultValue());
        });
    }
}
