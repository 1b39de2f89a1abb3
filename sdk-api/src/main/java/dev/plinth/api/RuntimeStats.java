package dev.plinth.api;

import java.util.List;

/**
 * What a runtime has done since it was started: {@link AsyncRuntime#stats()}. The counts come from
 * the cores without stopping them: each is right, but they are of slightly different moments.
 *
 * @param cores by core
 * @param connections connections that are open
 * @param pooledBytes bytes of buffers that the runtime keeps for its connections, in use or free; -1 if unknown
 * @param directMemoryBytes direct memory that the transport's library has reserved; -1 if unknown
 */
public record RuntimeStats(List<CoreStats> cores, int connections, long pooledBytes, long directMemoryBytes) {

    /** Copies the list. */
    public RuntimeStats {
        cores = List.copyOf(cores);
    }

    /** Tasks that wait, on all cores and in all queues. */
    public long queuedTasks() {
        return cores.stream().mapToLong(CoreStats::queuedTasks).sum();
    }
}
