package dev.plinth.cli.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.load.CpuClock;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a program is watched that tells nobody when it ends. */
class RedisBenchmarkTest {

    private static final int PROCESSES = 30;

    @Test
    void aProcessMayEndWhileItIsLookedAt() throws IOException, InterruptedException {
        for (int i = 0; i < PROCESSES; i++) {
            Process process = new ProcessBuilder("sleep", "0.0" + i % 5).start();
            CpuClock cpu = CpuClock.start(process.pid());
            while (process.isAlive()) {
                Map<String, Object> seen = RedisBenchmark.look(process, cpu);
                if (!seen.isEmpty()) {
                    assertThat(seen).containsKeys("cpuNanos", "rssKb");
                }
            }
        }
    }
}
