package dev.plinth.backend.netty;

import dev.plinth.netty.ForwardingIoHandler;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Keeps a socket with epoll while it is open. Netty (4.2.18) takes it out once it waits for nothing,
 * as it does after the peer has ended its output, and then fails with ENOENT when it is to wait
 * again: for the peer to take the rest of a large answer, for instance. Instead the socket stays,
 * edge-triggered: of what epoll tells unasked (EPOLLERR, EPOLLHUP) it is told once.
 */
final class SteadyEpollHandler extends ForwardingIoHandler {

    private SteadyEpollHandler(IoHandler handler) {
        super(handler);
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new SteadyEpollHandler(factory.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(super.register(handle));
    }

    private static final class Registration implements IoRegistration {

        private final IoRegistration registration;
        private boolean added;

        Registration(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public synchronized long submit(IoOps ops) {
            if (!ops.equals(EpollIoOps.NONE)) {
                added = true;
                return registration.submit(ops);
            }
            return added ? registration.submit(EpollIoOps.EPOLLET) : 0;
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
