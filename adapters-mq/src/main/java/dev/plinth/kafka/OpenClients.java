package dev.plinth.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients that an adapter has made and must close. */
final class OpenClients {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");
    private static final Duration CLOSE_TIME = Duration.ofSeconds(10);

    private final Map<ClientNote, Closing> clients = new LinkedHashMap<>();
    private boolean closed;

    /** What is done to all of them at once, and then to one after the other. */
    private record Closing(Runnable begin, Runnable end) {}

    <T> ClientMaker.Made<T> add(ClientMaker.Made<T> made) {
        add(made.note(), () -> close(made.client()));
        return made;
    }

    /** @throws IllegalStateException if the adapter is closed; what was to be added is then closed, too */
    void add(ClientNote note, Runnable close) {
        try {
            addUnlessClosed(note, () -> {}, close);
        } catch (IllegalStateException e) {
            close.run();
            throw e;
        }
    }

    /**
     * Until it is closed, by whomever.
     *
     * @param begin has its closing begin, without waiting for it
     * @param end waits for that
     * @throws IllegalStateException if the adapter is closed; what was to be added is the caller's to close
     */
    void addUnlessClosed(ClientNote note, Runnable begin, Runnable end) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the Kafka adapter is closed: open a new one");
            }
            clients.put(note, new Closing(begin, end));
        }
        note.journal().whenEnded(() -> remove(note));
    }

    synchronized void remove(ClientNote note) {
        clients.remove(note);
    }

    private static void close(Object client) {
        if (client instanceof Producer<?, ?> producer) {
            producer.close(CLOSE_TIME);
        } else if (client instanceof Consumer<?, ?> consumer) {
            consumer.wakeup(); // it may be polled by another thread, which is to close it then
            closeConsumer(consumer);
        } else if (client instanceof Admin admin) {
            admin.close(CLOSE_TIME);
        }
    }

    private static void closeConsumer(Consumer<?, ?> consumer) {
        try {
            consumer.close();
        } catch (java.util.ConcurrentModificationException e) {
            LOG.warn("A Kafka consumer is polled by another thread while its adapter is closed: close it there");
        }
    }

    void close() {
        Map<ClientNote, Closing> open;
        synchronized (this) {
            closed = true;
            open = new LinkedHashMap<>(clients);
            clients.clear();
        }
        open.values().forEach(closing -> closing.begin().run());
        open.forEach((note, closing) -> {
            try {
                closing.end().run();
            } catch (RuntimeException e) {
                LOG.warn("{} did not close in good order", note, e);
            }
        });
    }

    synchronized void describe(Map<String, String> info) {
        long open = 0;
        String failure = "none";
        String transport = null;
        Set<String> producers = new TreeSet<>();
        for (ClientNote note : clients.keySet()) {
            open += note.journal().open();
            if (note.isProducer()) {
                producers.add(note.thread());
            }
            transport = transport == null || transport.equals(note.transport()) ? note.transport() : "mixed";
            if (!note.journal().lastFailure().equals("none")) {
                failure = note.journal().lastFailure();
            }
        }
        info.put("transport", transport == null ? "none" : transport);
        info.put("producers run by", producers.isEmpty() ? "none" : String.join("; ", producers));
        info.put("clients", Integer.toString(clients.size()));
        info.put("connections", Long.toString(open));
        info.put("last failure", failure);
    }
}
