package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartitionAcksTest {

    private final AtomicInteger rooms = new AtomicInteger();
    private final PartitionAcks acks = new PartitionAcks(4, rooms::incrementAndGet);

    private void handOut(long... offsets) {
        for (long offset : offsets) {
            acks.handedOut(offset);
        }
    }

    @Test
    void whatIsCommittedIsWhatHasNoGapBeforeIt() {
        handOut(5, 6, 8, 9); // 7 is a transaction's marker
        assertThat(acks.toCommit()).isNegative();
        assertThat(acks.acknowledge(6)).isTrue();
        assertThat(acks.acknowledge(9)).isTrue();
        assertThat(acks.toCommit()).isNegative();
        assertThat(acks.acknowledge(5)).isTrue();
        assertThat(acks.toCommit()).isEqualTo(7);
        assertThat(acks.acknowledge(8)).isTrue();
        assertThat(acks.toCommit()).isEqualTo(10);
    }

    @Test
    void whatIsCommittedIsNotCommittedAgain() {
        handOut(0, 1);
        acks.acknowledge(0);
        acks.committed(1);
        assertThat(acks.toCommit()).isNegative();
        acks.acknowledge(1);
        acks.committed(1); // an answer that comes late
        assertThat(acks.toCommit()).isEqualTo(2);
    }

    @Test
    void acknowledgingTwiceDoesNotSkipAnything() {
        handOut(0, 1, 2);
        acks.acknowledge(1);
        acks.acknowledge(1);
        acks.acknowledge(0);
        acks.acknowledge(0);
        assertThat(acks.toCommit()).isEqualTo(2);
        acks.acknowledge(2);
        assertThat(acks.toCommit()).isEqualTo(3);
    }

    @Test
    void onceAnotherConsumerHasThePartitionItIsTooLate() {
        handOut(0, 1);
        acks.acknowledge(0);
        acks.giveUp();
        assertThat(acks.acknowledge(1)).isFalse();
        assertThat(acks.toCommit()).isEqualTo(1);
    }

    @Test
    void whoeverAcknowledgesAllButOneIsHeldUpByThatOne() {
        assertThat(acks.handedOut(5)).isFalse();
        handOut(6, 8);
        assertThat(acks.isFull()).isFalse();
        assertThat(acks.handedOut(9)).isTrue();
        assertThat(acks.isFull()).isTrue();
        acks.acknowledge(6);
        acks.acknowledge(9);
        assertThat(acks.isFull()).isTrue();
        assertThat(rooms).hasValue(0);
        assertThat(acks.firstUnacknowledged()).isEqualTo(5);
        acks.acknowledge(5);
        assertThat(acks.isFull()).isFalse();
        assertThat(rooms).hasValue(1);
        acks.acknowledge(8);
        assertThat(rooms).hasValue(1);
    }
}
