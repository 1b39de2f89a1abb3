package dev.plinth.netty;

import io.netty.channel.IoHandlerFactory;

/**
 * What the cores of a runtime are made with.
 *
 * @param onAwake called by a core each time that it has slept
 */
record CoreSetup(
        int cores,
        String threadPrefix,
        IoHandlerFactory handlers,
        CorePlacement placement,
        long spinNanos,
        long sliceNanos,
        TaskQueues queues,
        boolean histograms,
        Runnable onAwake) {}
