package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What is counted as what. */
class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void whatIsConfirmedAndThereOnceIsFine() {
        String text = tally.next();
        tally.ended(text, text, null);
        String withoutEcho = tally.next();
        tally.ended(withoutEcho, null, null);
        Counts counts = tally.audit(List.of(text, withoutEcho), Count.HUNG);
        assertThat(counts.sent()).isEqualTo(2);
        assertThat(counts.confirmed()).isEqualTo(2);
        for (Count count : Count.values()) {
            assertThat(counts.of(count)).as(count.key()).isZero();
        }
    }

    @Test
    void everythingElseIsCountedByItself() {
        String lost = tally.next();
        tally.ended(lost, lost, null);
        String doubled = tally.next();
        tally.ended(doubled, doubled, null);
        String othersAnswer = tally.next();
        tally.ended(othersAnswer, doubled, null);
        String failed = tally.next();
        tally.ended(failed, null, new CompletionException(new IllegalStateException("gone\nand more")));
        String hung = tally.next();
        Counts counts = tally.audit(
                List.of(doubled, doubled, othersAnswer, failed, hung, "4|not what was sent", "?"), Count.HUNG);
        assertThat(counts.of(Count.LOST)).isEqualTo(1);
        assertThat(counts.of(Count.DOUBLED)).isEqualTo(1);
        assertThat(counts.of(Count.WRONG)).isEqualTo(3); // one answer, two texts that nobody sent
        assertThat(counts.of(Count.FAILED)).isEqualTo(1);
        assertThat(counts.of(Count.HUNG)).isEqualTo(1);
        assertThat(counts.firstError()).isEqualTo("IllegalStateException: gone");
    }

    @Test
    void whatWasStoredAndIsPassedByIsLostAndTheLastMayStillCome() {
        tally.next();
        String came = tally.next();
        tally.ended(came, came, null);
        tally.next();
        Counts counts = tally.audit(List.of(came), Count.LOST);
        assertThat(counts.of(Count.LOST)).isEqualTo(1);
        assertThat(counts.of(Count.HUNG)).isEqualTo(1);
    }

    @Test
    void onlyWhatBeganAfterTheFaultShowsThatItWorksAgain() {
        String before = tally.next();
        tally.faultBegins();
        tally.faultIsOver();
        tally.ended(before, before, null);
        assertThat(tally.confirmedAfter()).isZero();
        String after = tally.next();
        tally.ended(after, after, null);
        assertThat(tally.confirmedAfter()).isEqualTo(1);
    }
}
