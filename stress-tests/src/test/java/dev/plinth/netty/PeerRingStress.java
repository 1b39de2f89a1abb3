package dev.plinth.netty;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What a core sends to another one arrives in its order, by a ring that is made when it is first used. */
final class PeerRingStress {

    private static final int BLOCK = 256;

    private PeerRingStress() {}

    private static Letter letter(int text) {
        Letter letter = new Letter();
        letter.text = text;
        return letter;
    }

    /** Two, in this order; the results are what the core reads in its first and its second one. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0", "1, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "as far as it has come, in its order")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or out of order")
    @State
    public static class InOrder {

        private final Mailboxes mailboxes = new Mailboxes(2);
        private final List<Letter> received = new ArrayList<>();

        /** With the ring at the end of a block, so that the second letter begins another. */
        public InOrder() {
            for (int i = 0; i < BLOCK - 1; i++) {
                mailboxes.send(1, letter(0));
                mailboxes.receive(mail -> {}, 1);
            }
        }

        /** The sender. */
        @Actor
        public void send() {
            mailboxes.send(1, letter(1));
            mailboxes.send(1, letter(2));
        }

        /** The core. */
        @Actor
        public void receive(II_Result result) {
            mailboxes.receive(mail -> received.add((Letter) mail), 2);
            result.r1 = received.isEmpty() ? 0 : received.get(0).text;
            result.r2 = received.size() < 2 ? 0 : received.get(1).text;
        }
    }

    /** Broken twin: the sender moves the end of the ring before it has written the slot. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0", "1, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "as far as it has come, in its order")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or out of order")
    @State
    public static class TwinEndBeforeSlot {

        private final Letter[] ring = new Letter[2];
        private volatile int end;

        /** The sender. */
        @Actor
        public void send() {
            send(letter(1));
            send(letter(2));
        }

        private void send(Letter letter) {
            int place = end;
            end = place + 1;
            ring[place] = letter;
        }

        /** The core. */
        @Actor
        public void receive(II_Result result) {
            int there = end;
            result.r1 = there > 0 ? text(0) : 0;
            result.r2 = there > 1 ? text(1) : 0;
        }

        private int text(int place) {
            Letter letter = ring[place];
            return letter == null ? -1 : letter.text;
        }
    }

    /** Two cores send for the first time; the results say how often the mail of each has arrived. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both, once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a ring is lost")
    @State
    public static class FirstUse {

        private final Mailboxes mailboxes = new Mailboxes(3);
        private final Letter first = new Letter();
        private final Letter second = new Letter();

        /** A core. */
        @Actor
        public void one() {
            mailboxes.send(1, first);
        }

        /** Another one. */
        @Actor
        public void another() {
            mailboxes.send(2, second);
        }

        /** The core, afterwards. */
        @Arbiter
        public void receive(II_Result result) {
            mailboxes.receive(Runnable::run, 10);
            result.r1 = first.opened;
            result.r2 = second.opened;
        }
    }

    /** Broken twin: who makes a ring replaces the list of rings without compare-and-set. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both, once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a ring is lost")
    @State
    public static class TwinFirstUseWithoutCompareAndSet {

        private final Letter first = new Letter();
        private final Letter second = new Letter();
        private volatile List<Letter> rings = List.of();

        /** A core. */
        @Actor
        public void one() {
            publish(first);
        }

        /** Another one. */
        @Actor
        public void another() {
            publish(second);
        }

        private void publish(Letter ring) {
            List<Letter> longer = new ArrayList<>(rings);
            longer.add(ring);
            rings = longer;
        }

        /** The core, afterwards. */
        @Arbiter
        public void receive(II_Result result) {
            rings.forEach(Letter::run);
            result.r1 = first.opened;
            result.r2 = second.opened;
        }
    }
}
