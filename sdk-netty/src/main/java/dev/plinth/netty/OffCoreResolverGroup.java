package dev.plinth.netty;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.scheduler.Scheduler;

/** Looks host names up as the JVM does, which blocks, and therefore away from the loops. */
final class OffCoreResolverGroup extends AddressResolverGroup<InetSocketAddress> {

    private final Scheduler blockingWork;

    OffCoreResolverGroup(Scheduler blockingWork) {
        this.blockingWork = blockingWork;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new OffCoreNameResolver(executor));
    }

    private final class OffCoreNameResolver extends InetNameResolver {

        OffCoreNameResolver(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            lookUp(() -> InetAddress.getByName(host), promise);
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            lookUp(() -> List.of(InetAddress.getAllByName(host)), promise);
        }

        private <T> void lookUp(Callable<T> query, Promise<T> promise) {
            try {
                blockingWork.schedule(() -> {
                    try {
                        promise.trySuccess(query.call());
                    } catch (Exception e) {
                        promise.tryFailure(e);
                    }
                });
            } catch (RejectedExecutionException e) {
                UnknownHostException failure = new UnknownHostException("the runtime is shutting down");
                failure.initCause(e);
                promise.tryFailure(failure);
            }
        }
    }
}
