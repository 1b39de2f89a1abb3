package dev.plinth.cli.faults;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that polls a consumer, as services have it with kafka-clients: what fails is tried again with another one. */
final class KafkaLoop {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLoop.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Supplier<Consumer<String, String>> make;
    private final Work work;
    private final Thread thread;
    private volatile boolean ends;
    private volatile Consumer<String, String> consumer;

    private KafkaLoop(String name, Supplier<Consumer<String, String>> make, Work work) {
        this.make = make;
        this.work = work;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static KafkaLoop start(String name, Supplier<Consumer<String, String>> make, Work work) {
        KafkaLoop loop = new KafkaLoop(name, make, work);
        loop.thread.start();
        return loop;
    }

    private void run() {
        while (!ends) {
            Consumer<String, String> current = make.get();
            consumer = current;
            try {
                work.untilItFails(current, () -> ends);
            } catch (WakeupException e) {
                // the end
            } catch (RuntimeException e) {
                // begin anew, as services do; bytes that arrived changed give more than KafkaExceptions
                LOG.warn("A consumer failed, and another one is made", e);
            } finally {
                quietly(() -> current.close(CloseOptions.timeout(CLOSE)));
            }
        }
    }

    private static void quietly(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            // it was broken already
        }
    }

    void close() {
        ends = true;
        Consumer<String, String> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(2 * CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is done with a consumer until it fails, or the end has come. */
    interface Work {
        void untilItFails(Consumer<String, String> consumer, Ending ends);
    }

    /** Whether the end has come. */
    interface Ending {
        boolean isNow();
    }
}
