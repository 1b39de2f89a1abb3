package dev.plinth.netty;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;

/** The loops of a runtime as a group for libraries: work that starts on a core stays there. */
final class SharedEventLoopGroup extends AbstractEventExecutorGroup implements LastingEventLoopGroup {

    private final IoEventLoopGroup backing;
    private final List<IoEventLoop> loops;
    private final IntSupplier currentCore;

    SharedEventLoopGroup(IoEventLoopGroup backing, List<IoEventLoop> loops, IntSupplier currentCore) {
        this.backing = backing;
        this.loops = loops;
        this.currentCore = currentCore;
    }

    @Override
    public IoEventLoop next() {
        int core = currentCore.getAsInt();
        return core >= 0 ? loops.get(core) : backing.next();
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return backing.iterator();
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return backing.isIoType(handlerType);
    }

    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public Future<?> terminationFuture() {
        return backing.terminationFuture();
    }

    @Override
    public boolean isShuttingDown() {
        return backing.isShuttingDown();
    }
}
