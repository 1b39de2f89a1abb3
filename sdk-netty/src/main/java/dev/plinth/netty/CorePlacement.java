package dev.plinth.netty;

import dev.plinth.api.CoreInfo;
import java.util.List;

/** Where the thread of a core runs: a backend's own say, if it has one. */
@FunctionalInterface
public interface CorePlacement {

    /** Leaves every core to the operating system's scheduler. */
    CorePlacement UNPINNED =
            (core, thread) -> CoreInfo.unpinned(core, thread.getName(), "placed by the operating system");

    /**
     * Called on the thread of a core, first of all.
     *
     * @return where it runs now
     * @throws RuntimeException if the core cannot run so; the start of the runtime fails with it
     */
    CoreInfo place(int core, Thread thread);

    /**
     * Called on each thread that the runtime makes for blocking work, first of all. A thread inherits
     * the CPUs of the one that started it: take a pin off here.
     */
    default void placeHelper() {}

    /** What is not as it was asked for, each a sentence; asked once all cores have their places. */
    default List<String> warnings() {
        return List.of();
    }

    /** The runtime has ended, or was never made: the places are free again. */
    default void release() {}
}
