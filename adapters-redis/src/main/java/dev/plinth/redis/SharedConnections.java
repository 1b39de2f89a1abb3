package dev.plinth.redis;

import dev.plinth.api.AsyncRuntime;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** An adapter's shared connections, by core. */
final class SharedConnections {

    private final AsyncRuntime runtime;
    private final PlinthConnection<String, String>[][] byCore;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger[] turnOfCore;

    /** {@code connections}: all of core 0, then all of core 1, and so on. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
    SharedConnections(AsyncRuntime runtime, List<PlinthConnection<String, String>> connections, int perCore) {
        this.runtime = runtime;
        this.byCore = new PlinthConnection[runtime.cores()][perCore];
        this.turnOfCore = new AtomicInteger[runtime.cores()];
        for (int core = 0; core < byCore.length; core++) {
            turnOfCore[core] = new AtomicInteger();
            for (int i = 0; i < perCore; i++) {
                byCore[core][i] = connections.get(core * perCore + i);
            }
        }
    }

    StatefulRedisConnection<String, String> ofCaller() {
        int core = runtime.currentCore();
        return of(core != AsyncRuntime.NO_CORE ? core : Math.floorMod(turn.getAndIncrement(), byCore.length));
    }

    StatefulRedisConnection<String, String> of(int core) {
        PlinthConnection<String, String>[] ofCore = byCore[Objects.checkIndex(core, byCore.length)];
        return ofCore.length == 1
                ? ofCore[0]
                : ofCore[Math.floorMod(turnOfCore[core].getAndIncrement(), ofCore.length)];
    }

    /** The classes of the channels that are open now. */
    String channels() {
        StringBuilder text = new StringBuilder();
        for (PlinthConnection<String, String>[] ofCore : byCore) {
            for (PlinthConnection<String, String> connection : ofCore) {
                String name = connection.channelName();
                if (text.indexOf(name) < 0) {
                    text.append(text.length() == 0 ? "" : ", ").append(name);
                }
            }
        }
        return text.toString();
    }
}
