package dev.plinth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time is a number here. */
class CommandDeadlinesTest {

    private static final long TIMEOUT = 100;

    private final CommandDeadlines deadlines = new CommandDeadlines();

    @Test
    void onlyTheOldestAreOverdue() {
        deadlines.mark(0, 3); // three written at 0,
        deadlines.mark(50, 5); // two more by 50
        assertThat(deadlines.overdue(99, TIMEOUT, 5, 5)).isZero();
        assertThat(deadlines.overdue(100, TIMEOUT, 5, 5)).isEqualTo(3);
        assertThat(deadlines.overdue(149, TIMEOUT, 5, 5)).isEqualTo(3);
        assertThat(deadlines.overdue(150, TIMEOUT, 5, 5)).isEqualTo(5);
    }

    @Test
    void whatWasAnsweredIsNotOverdue() {
        deadlines.mark(0, 3);
        assertThat(deadlines.overdue(100, TIMEOUT, 7, 5)).isEqualTo(1); // of 7 two were answered: the third is late
        assertThat(deadlines.overdue(100, TIMEOUT, 7, 4)).isZero();
        assertThat(deadlines.overdue(100, TIMEOUT, 7, 0)).isZero();
    }

    @Test
    void neverMoreThanThereAre() {
        deadlines.mark(0, 10);
        assertThat(deadlines.overdue(100, TIMEOUT, 10, 4)).isEqualTo(4);
    }

    @Test
    void ticksAreAnEighthWithinBounds() {
        assertThat(CommandDeadlines.tickNanos(Duration.ofSeconds(60))).isEqualTo(1_000_000_000);
        assertThat(CommandDeadlines.tickNanos(Duration.ofSeconds(1))).isEqualTo(125_000_000);
        assertThat(CommandDeadlines.tickNanos(Duration.ofMillis(1))).isEqualTo(10_000_000);
        assertThat(CommandDeadlines.tickNanos(Duration.ZERO)).isEqualTo(10_000_000);
    }
}
