package dev.plinth.it.faults;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What Plinth, or another, logs while this is open. */
public final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private final Logger logger;
    private final Level before;

    private Log(String logger) {
        this.logger = (Logger) LoggerFactory.getLogger(logger);
        this.before = this.logger.getLevel();
    }

    /** Plinth's, from now on. */
    public static Log open() {
        return new Log("dev.plinth").appended();
    }

    /** All that this logger has to say, details too, from now on. */
    public static Log of(Class<?> logger) {
        Log log = new Log(logger.getName());
        log.logger.setLevel(Level.DEBUG);
        return log.appended();
    }

    private Log appended() {
        start();
        logger.addAppender(this);
        return this;
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
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
