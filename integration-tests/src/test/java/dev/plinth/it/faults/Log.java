package dev.plinth.it.faults;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What Plinth logs while this is open. */
public final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final Logger PLINTH = (Logger) LoggerFactory.getLogger("dev.plinth");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private Log() {}

    /** From now on. */
    public static Log open() {
        Log log = new Log();
        log.start();
        PLINTH.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String error = event.getThrowableProxy() == null
                ? ""
                : " " + event.getThrowableProxy().getMessage();
        lines.add(event.getLevel() + " " + event.getFormattedMessage() + error);
    }

    /** Whether a line has all of these parts. */
    public boolean has(String... parts) {
        return lines.stream().anyMatch(line -> Stream.of(parts).allMatch(line::contains));
    }

    /** All of it, for messages. */
    public String text() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        PLINTH.detachAppender(this);
        stop();
    }
}
