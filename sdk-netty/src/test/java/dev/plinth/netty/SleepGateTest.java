package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SleepGateTest {

    private final SleepGate gate = new SleepGate();

    @Test
    void anAwakeCoreIsNotWoken() {
        assertThat(gate.mustWake()).isFalse();
        assertThat(gate.wakeUp()).isFalse();
    }

    @Test
    void aSleepingCoreIsWokenByOneOnly() {
        gate.fallAsleep();
        assertThat(gate.isAsleep()).isTrue();
        assertThat(gate.mustWake()).isTrue();
        assertThat(gate.mustWake()).isFalse();
        assertThat(gate.isAsleep()).isFalse();
        assertThat(gate.wakeUp()).as("by itself").isFalse();
    }

    @Test
    void aCoreThatWakesByItselfIsNotWokenAnyMore() {
        gate.fallAsleep();
        assertThat(gate.wakeUp()).isTrue();
        assertThat(gate.mustWake()).isFalse();
    }

    /** The core sleeps on a semaphore, which must have a permit whenever there is work that it has not seen. */
    @Test
    void noHandOffIsSleptOver() throws InterruptedException {
        int handOffs = 300_000;
        ConcurrentLinkedQueue<Integer> work = new ConcurrentLinkedQueue<>();
        Semaphore wake = new Semaphore(0);
        Thread producer = new Thread(() -> {
            for (int i = 0; i < handOffs; i++) {
                work.add(i);
                if (gate.mustWake()) {
                    wake.release();
                }
                for (int gap = ThreadLocalRandom.current().nextInt(200); gap > 0; gap--) {
                    Thread.onSpinWait();
                }
            }
        });
        producer.start();
        int next = 0;
        while (next < handOffs) {
            Integer item = work.poll();
            if (item != null) {
                assertThat(item).isEqualTo(next++);
                continue;
            }
            gate.fallAsleep();
            if (work.isEmpty()) {
                assertThat(wake.tryAcquire(30, TimeUnit.SECONDS))
                        .as("woken for %d", next)
                        .isTrue();
            } else if (!gate.wakeUp()) {
                wake.acquire(); // somebody saw it asleep, and says so
            }
        }
        producer.join();
    }
}
