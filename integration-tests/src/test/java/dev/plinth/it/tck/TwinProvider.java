package dev.plinth.it.tck;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.backend.netty.NioProvider;
import java.util.function.UnaryOperator;

/** netty-nio, with something about it broken. */
final class TwinProvider implements AsyncRuntimeProvider {

    private final AsyncRuntimeProvider sound = new NioProvider();
    private final UnaryOperator<AsyncRuntime> breaking;

    TwinProvider(UnaryOperator<AsyncRuntime> breaking) {
        this.breaking = breaking;
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public int priority() {
        return sound.priority();
    }

    @Override
    public int spiVersion() {
        return sound.spiVersion();
    }

    @Override
    public String description() {
        return sound.description();
    }

    @Override
    public AsyncRuntime create(BackendContext context) {
        return breaking.apply(sound.create(context));
    }
}
