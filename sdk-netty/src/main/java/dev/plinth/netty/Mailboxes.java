package dev.plinth.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscUnboundedVarHandleArrayQueue;

/**
 * What a core is sent by others: an inbox for any thread, and a ring of its own for each other core
 * of the runtime, made when that one first sends something. What one thread sends arrives in the
 * order in which it was sent.
 */
final class Mailboxes {

    /** Slots of a block; more are chained when they are used up, and dropped when they are empty. */
    private static final int INBOX_BLOCK = 1024;

    private static final int PEER_BLOCK = 256;

    private static final VarHandle RINGS;

    static {
        try {
            RINGS = MethodHandles.lookup().findVarHandle(Mailboxes.class, "rings", Ring[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MpscUnboundedVarHandleArrayQueue<Runnable> inbox =
            new MpscUnboundedVarHandleArrayQueue<>(INBOX_BLOCK);
    /** By the number of the sending core; each core reads and writes its own element only. */
    private final Ring[] bySender;
    /** Those that are in use. */
    private volatile Ring[] rings = {};

    private final List<Runnable> undelivered = new ArrayList<>();
    private volatile boolean closed;

    Mailboxes(int cores) {
        this.bySender = new Ring[cores];
    }

    /** From any thread that is no core of the runtime. */
    void send(Runnable mail) {
        inbox.offer(mail);
    }

    /** On the thread of core {@code sender}. */
    void send(int sender, Runnable mail) {
        Ring ring = bySender[sender];
        if (ring == null) {
            ring = new Ring();
            bySender[sender] = ring;
            publish(ring);
        }
        ring.offer(mail);
    }

    private void publish(Ring ring) {
        Ring[] before;
        Ring[] after;
        do {
            before = rings;
            after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = ring;
        } while (!RINGS.compareAndSet(this, before, after));
    }

    /** On the receiving core, or as a guess from anywhere. */
    boolean isEmpty() {
        if (!inbox.isEmpty()) {
            return false;
        }
        for (Ring ring : rings) {
            if (!ring.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** How much lies there, about; from any thread. */
    int size() {
        int size = inbox.size();
        for (Ring ring : rings) {
            size += ring.size();
        }
        return size;
    }

    /**
     * On the receiving core: takes out at most {@code limit} of each sender.
     *
     * @return how many it took
     */
    int receive(Consumer<? super Runnable> receiver, int limit) {
        int received = receive(inbox, receiver, limit);
        for (Ring ring : rings) {
            received += receive(ring, receiver, limit);
        }
        return received;
    }

    private static int receive(MessagePassingQueue<Runnable> box, Consumer<? super Runnable> receiver, int limit) {
        int received = 0;
        while (received < limit) {
            Runnable mail = box.relaxedPoll();
            if (mail == null) {
                break;
            }
            receiver.accept(mail);
            received++;
        }
        return received;
    }

    /**
     * On the receiving core, when it ends: takes out the last. Whoever sends something later takes it
     * back.
     */
    void close(Consumer<? super Runnable> receiver) {
        synchronized (undelivered) { // first, so that what was sent before is received here
            closed = true;
            VarHandle.fullFence();
            receiveAll(receiver);
        }
    }

    /**
     * From any thread, after it has sent {@code mail} and passed a full fence, as {@link
     * SleepGate#mustWake} has one: whether the core had ended, so that nobody will look at it any more.
     * The mail is then the sender's again.
     */
    boolean takeBack(Runnable mail) {
        if (!closed) {
            return false;
        }
        synchronized (undelivered) {
            receiveAll(undelivered::add);
            for (int i = 0; i < undelivered.size(); i++) {
                if (undelivered.get(i) == mail) {
                    undelivered.remove(i);
                    return true;
                }
            }
            return false; // the core had seen it in time
        }
    }

    /** The lock makes whoever holds it the one receiver. */
    private void receiveAll(Consumer<? super Runnable> receiver) {
        receiveAll(inbox, receiver);
        for (Ring ring : rings) {
            receiveAll(ring, receiver);
        }
    }

    private static void receiveAll(Queue<Runnable> box, Consumer<? super Runnable> receiver) {
        for (Runnable mail = box.poll(); mail != null; mail = box.poll()) {
            receiver.accept(mail);
        }
    }

    private static final class Ring extends SpscUnboundedVarHandleArrayQueue<Runnable> {

        Ring() {
            super(PEER_BLOCK);
        }
    }
}
