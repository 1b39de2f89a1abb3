package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import java.util.function.Supplier;

/** What a flight recording of the JVM is told of one runtime; nothing where the JVM has no flight recorder. */
interface RuntimeEvents {

    /** For a JVM without jdk.jfr. */
    RuntimeEvents NONE = new RuntimeEvents() {};

    /** The events of a runtime; {@code stats} is asked as often as a recording wants to know. */
    static RuntimeEvents create(RuntimeInfo info, Supplier<RuntimeStats> stats) {
        try {
            // Named, not linked: a JVM that was put together without the module must load this class, too.
            Class.forName("jdk.jfr.FlightRecorder", false, RuntimeEvents.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return NONE;
        }
        return JfrRuntimeEvents.create(info, stats);
    }

    default void stall(Stall stall, long nanos) {}

    default void warning(String text) {}

    default void opened(AsyncConnection connection) {}

    /** {@code cause} null: in good order. */
    default void closed(AsyncConnection connection, long openNanos, Throwable cause) {}

    /** Tells of nothing any more. */
    default void stop() {}
}
