package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.LatencyStats;
import dev.plinth.api.RuntimeConfig;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CoreTimesTest {

    private static RuntimeConfig config(boolean histograms) {
        return RuntimeConfig.builder()
                .set(RuntimeConfig.STATS_HISTOGRAMS, histograms)
                .build();
    }

    @Test
    void thereAreNoneUnlessAskedFor() {
        assertThat(CoreTimes.areWanted(config(false))).isFalse();
        assertThat(CoreTimes.areWanted(config(true))).isTrue();
    }

    @Test
    void withoutTheLibraryTheErrorSaysWhatToAdd() {
        ClassLoader without = ClassLoader.getPlatformClassLoader();
        assertThat(CoreTimes.areWanted(config(false), without)).isFalse();
        assertThatThrownBy(() -> CoreTimes.areWanted(config(true), without))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.stats.histograms=true (builder)")
                .hasMessageContaining("add org.hdrhistogram:HdrHistogram");
    }

    @Test
    void aHistogramGathersFromTheStart() {
        TimeHistogram times = new TimeHistogram();
        for (int i = 1; i <= 1000; i++) {
            times.record(i * 1000L);
        }
        assertThat(times.read().count()).isEqualTo(1000);
        times.record(TimeUnit.SECONDS.toNanos(1));
        LatencyStats stats = times.read();
        assertThat(stats.count()).isEqualTo(1001);
        assertThat(stats.p50()).isBetween(495_000L, 510_000L);
        assertThat(stats.p99()).isBetween(980_000L, 1_005_000L);
        assertThat(stats.max()).isBetween(1_000_000_000L, 1_010_000_000L);
    }

    @Test
    void timesOutOfRangeAreHeldWithinIt() {
        TimeHistogram times = new TimeHistogram();
        times.record(-1);
        times.record(Long.MAX_VALUE);
        assertThat(times.read().count()).isEqualTo(2);
    }
}
