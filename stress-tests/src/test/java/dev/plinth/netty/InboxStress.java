package dev.plinth.netty;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What any thread sends to a core arrives, once, and as it was when it was sent. */
final class InboxStress {

    private InboxStress() {}

    /** Two at once; the results say how often the mail of each has arrived. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both, once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or twice")
    @State
    public static class TwoSenders {

        private final Mailboxes mailboxes = new Mailboxes(2);
        private final Letter first = new Letter();
        private final Letter second = new Letter();

        /** A sender. */
        @Actor
        public void one() {
            mailboxes.send(first);
        }

        /** Another one. */
        @Actor
        public void another() {
            mailboxes.send(second);
        }

        /** The core, afterwards. */
        @Arbiter
        public void receive(II_Result result) {
            mailboxes.receive(Runnable::run, 10);
            result.r1 = first.opened;
            result.r2 = second.opened;
        }
    }

    /** Broken twin: who sends takes its place in the inbox without compare-and-set. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both, once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or twice")
    @State
    public static class TwinWithoutCompareAndSet {

        private final Letter[] inbox = new Letter[2];
        private final Letter first = new Letter();
        private final Letter second = new Letter();
        private volatile int end;

        /** A sender. */
        @Actor
        public void one() {
            send(first);
        }

        /** Another one. */
        @Actor
        public void another() {
            send(second);
        }

        private void send(Letter letter) {
            int place = end;
            end = place + 1;
            inbox[place] = letter;
        }

        /** The core, afterwards. */
        @Arbiter
        public void receive(II_Result result) {
            for (Letter letter : inbox) {
                if (letter != null) {
                    letter.run();
                }
            }
            result.r1 = first.opened;
            result.r2 = second.opened;
        }
    }

    /** The core looks while it is sent something; the result is what it reads there, -1 for no mail. */
    @JCStressTest
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not yet")
    @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "not as it was sent")
    @State
    public static class SenderAndCore {

        private final Mailboxes mailboxes = new Mailboxes(2);

        /** The sender. */
        @Actor
        public void send() {
            Letter letter = new Letter();
            letter.text = 42;
            mailboxes.send(letter);
        }

        /** The core. */
        @Actor
        public void receive(I_Result result) {
            result.r1 = -1;
            mailboxes.receive(mail -> result.r1 = ((Letter) mail).text, 1);
        }
    }

    /** Broken twin: the mail lies in the inbox before it is written to its end. */
    @JCStressTest
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not yet")
    @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "not as it was sent")
    @State
    public static class TwinSentBeforeWritten {

        private volatile Letter inbox;

        /** The sender. */
        @Actor
        public void send() {
            Letter letter = new Letter();
            inbox = letter;
            letter.text = 42;
        }

        /** The core. */
        @Actor
        public void receive(I_Result result) {
            Letter letter = inbox;
            result.r1 = letter == null ? -1 : letter.text;
        }
    }

    /** The core ends while it is sent two; the results say how often each was run, or refused to its sender. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "run, or refused")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both run and refused")
    @State
    public static class CoreThatEnds {

        private final Mailboxes mailboxes = new Mailboxes(2);
        private final AtomicInteger first = new AtomicInteger();
        private final AtomicInteger second = new AtomicInteger();

        /** The sender. */
        @Actor
        public void send() {
            send(first::incrementAndGet);
            send(second::incrementAndGet);
        }

        private void send(Runnable mail) {
            mailboxes.send(mail);
            if (mailboxes.takeBack(mail)) {
                mail.run();
            }
        }

        /** The core. */
        @Actor
        public void end() {
            mailboxes.close(Runnable::run);
        }

        /** Afterwards. */
        @Arbiter
        public void count(II_Result result) {
            result.r1 = first.get();
            result.r2 = second.get();
        }
    }

    /** Broken twin: the sender does not look whether the core has ended. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "run, or refused")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both run and refused")
    @State
    public static class TwinThatDoesNotTakeBack {

        private final Mailboxes mailboxes = new Mailboxes(2);
        private final AtomicInteger first = new AtomicInteger();
        private final AtomicInteger second = new AtomicInteger();

        /** The sender. */
        @Actor
        public void send() {
            mailboxes.send(first::incrementAndGet);
            mailboxes.send(second::incrementAndGet);
        }

        /** The core. */
        @Actor
        public void end() {
            mailboxes.close(Runnable::run);
        }

        /** Afterwards. */
        @Arbiter
        public void count(II_Result result) {
            result.r1 = first.get();
            result.r2 = second.get();
        }
    }
}
