package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcessTest {

    @Test
    void isToldOnceUntilItWasWellBelow() {
        Excess excess = new Excess(80);
        assertThat(excess.isNew(80)).isFalse();
        assertThat(excess.isNew(81)).isTrue();
        assertThat(excess.isNew(500)).isFalse();
        assertThat(excess.isNew(75)).isFalse();
        assertThat(excess.isNew(81)).as("not well below").isFalse();
        assertThat(excess.isNew(70)).isFalse();
        assertThat(excess.isNew(81)).isTrue();
    }

    @Test
    void aSmallLimitIsTakenExactly() {
        Excess excess = new Excess(1);
        assertThat(excess.isNew(2)).isTrue();
        assertThat(excess.isNew(1)).isFalse();
        assertThat(excess.isNew(2)).isTrue();
    }

    @Test
    void zeroMeansNever() {
        assertThat(new Excess(0).isNew(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void theUnknownIsNoExcess() {
        assertThat(new Excess(10).isNew(-1)).isFalse();
    }
}
