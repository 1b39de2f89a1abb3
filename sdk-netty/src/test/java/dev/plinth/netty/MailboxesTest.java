package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxesTest {

    private final Mailboxes mailboxes = new Mailboxes(3);

    private static Runnable mail() {
        return new Runnable() {
            @Override
            public void run() {}
        };
    }

    @Test
    void whatOneSenderSendsArrivesInItsOrder() {
        List<Runnable> outside = new ArrayList<>();
        List<Runnable> core = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            outside.add(mail());
            core.add(mail());
            mailboxes.send(outside.get(i));
            mailboxes.send(2, core.get(i));
        }
        assertThat(mailboxes.size()).isEqualTo(10_000);
        List<Runnable> received = new ArrayList<>();
        assertThat(mailboxes.receive(received::add, 4_000)).isEqualTo(8_000);
        assertThat(mailboxes.isEmpty()).isFalse();
        assertThat(mailboxes.receive(received::add, 4_000)).isEqualTo(2_000);
        assertThat(mailboxes.isEmpty()).isTrue();
        assertThat(received.stream().filter(outside::contains).limit(100).toList())
                .isEqualTo(outside.subList(0, 100));
        assertThat(received).containsAll(core).containsAll(outside);
    }

    @Test
    void afterTheEndTheSenderHasItsMailBack() {
        Runnable before = mail();
        mailboxes.send(before);
        List<Runnable> received = new ArrayList<>();
        mailboxes.close(received::add);
        assertThat(received).containsExactly(before);
        assertThat(mailboxes.takeBack(before)).isFalse();
        Runnable after = mail();
        mailboxes.send(1, after);
        assertThat(mailboxes.takeBack(after)).isTrue();
        assertThat(mailboxes.takeBack(after)).isFalse();
    }

    @Test
    void aroundTheEndEachMailIsEitherReceivedOrTakenBack() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Mailboxes closing = new Mailboxes(2);
            SleepGate gate = new SleepGate();
            AtomicInteger received = new AtomicInteger();
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger takenBack = new AtomicInteger();
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(3);
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int sender = i;
                senders.add(new Thread(() -> {
                    while (!stop.get()) {
                        Runnable mail = mail();
                        sent.incrementAndGet();
                        if (sender < 2) {
                            closing.send(sender, mail);
                        } else {
                            closing.send(mail);
                        }
                        gate.mustWake();
                        if (closing.takeBack(mail)) {
                            takenBack.incrementAndGet();
                            return;
                        }
                        begun.countDown();
                    }
                }));
            }
            senders.forEach(Thread::start);
            begun.await();
            closing.receive(mail -> received.incrementAndGet(), 10);
            closing.close(mail -> received.incrementAndGet());
            stop.set(true);
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(received.get() + takenBack.get()).isEqualTo(sent.get());
        }
    }
}
