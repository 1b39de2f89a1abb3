package dev.plinth.netty;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A sender leaves mail while the core falls asleep. The first result is whether the sender wakes the core, the second
 * whether the core sleeps: it must never sleep over mail with nobody to wake it.
 */
final class SleepGateStress {

    private static final Runnable MAIL = () -> {};

    private SleepGateStress() {}

    /** By the inbox. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "woken, or awake")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps over its mail")
    @State
    public static class Inbox {

        private final Mailboxes mailboxes = new Mailboxes(2);
        private final SleepGate gate = new SleepGate();

        /** The sender. */
        @Actor
        public void send(ZZ_Result result) {
            mailboxes.send(MAIL);
            result.r1 = gate.mustWake();
        }

        /** The core. */
        @Actor
        public void sleep(ZZ_Result result) {
            gate.fallAsleep();
            result.r2 = mailboxes.isEmpty();
        }
    }

    /** By the ring of another core. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "woken, or awake")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps over its mail")
    @State
    public static class PeerRing {

        private final Mailboxes mailboxes = new Mailboxes(2);
        private final SleepGate gate = new SleepGate();

        /** With the ring in use: making it would be a fence by itself. */
        public PeerRing() {
            mailboxes.send(1, MAIL);
            mailboxes.receive(mail -> {}, 1);
        }

        /** The sender. */
        @Actor
        public void send(ZZ_Result result) {
            mailboxes.send(1, MAIL);
            result.r1 = gate.mustWake();
        }

        /** The core. */
        @Actor
        public void sleep(ZZ_Result result) {
            gate.fallAsleep();
            result.r2 = mailboxes.isEmpty();
        }
    }

    /** By one slot, left there without any fence of its own. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "woken, or awake")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps over its mail")
    @State
    public static class OneSlot {

        private final AtomicInteger mail = new AtomicInteger();
        private final SleepGate gate = new SleepGate();

        /** The sender. */
        @Actor
        public void send(ZZ_Result result) {
            mail.setRelease(1);
            result.r1 = gate.mustWake();
        }

        /** The core. */
        @Actor
        public void sleep(ZZ_Result result) {
            gate.fallAsleep();
            result.r2 = mail.getAcquire() == 0;
        }
    }

    /** Broken twin: the sender has no fence between its mail and its look at the gate. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "woken, or awake")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps over its mail")
    @State
    public static class TwinWithoutFence {

        private final AtomicInteger mail = new AtomicInteger();
        private final SleepGate gate = new SleepGate();

        /** The sender. */
        @Actor
        public void send(ZZ_Result result) {
            mail.setRelease(1);
            result.r1 = gate.isAsleep() && gate.mustWake();
        }

        /** The core. */
        @Actor
        public void sleep(ZZ_Result result) {
            gate.fallAsleep();
            result.r2 = mail.getAcquire() == 0;
        }
    }

    /** Broken twin: the core looks for mail before it says that it sleeps, and not again. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "woken, or awake")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps over its mail")
    @State
    public static class TwinWithoutSecondLook {

        private final Mailboxes mailboxes = new Mailboxes(2);
        private final SleepGate gate = new SleepGate();

        /** The sender. */
        @Actor
        public void send(ZZ_Result result) {
            mailboxes.send(MAIL);
            result.r1 = gate.mustWake();
        }

        /** The core. */
        @Actor
        public void sleep(ZZ_Result result) {
            result.r2 = mailboxes.isEmpty();
            gate.fallAsleep();
        }
    }
}
