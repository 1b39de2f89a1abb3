package dev.plinth.backend.netty;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.api.BackendUnavailableException;
import dev.plinth.netty.CorePlacement;
import dev.plinth.netty.NettyBackend;
import dev.plinth.netty.NettyChannelType;
import dev.plinth.netty.TcpOptionMapping;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;

/** Backend {@code netty-epoll}: Netty on Linux's epoll. */
public final class EpollProvider implements AsyncRuntimeProvider {

    static final String NATIVE_MISSING = "add io.netty:netty-transport-native-epoll with the classifier of this"
            + " platform (linux-x86_64, linux-aarch_64) in exactly the version of the other Netty modules, or set"
            + " plinth.backend=netty-nio";

    static final TcpOptionMapping OPTIONS = new TcpOptionMapping(
            EpollChannelOption.TCP_KEEPIDLE, EpollChannelOption.TCP_KEEPINTVL, EpollChannelOption.TCP_KEEPCNT);

    /** For the service loader. */
    public EpollProvider() {}

    @Override
    public String name() {
        return "netty-epoll";
    }

    @Override
    public int priority() {
        return 300;
    }

    @Override
    public int spiVersion() {
        return 1;
    }

    @Override
    public String description() {
        return "Netty on epoll, Linux";
    }

    @Override
    public AsyncRuntime create(BackendContext context) {
        refuseOtherSystems(System.getProperty("os.name"));
        if (!Epoll.isAvailable()) {
            throw unavailable(Epoll.unavailabilityCause());
        }
        return new NettyBackend(
                        name(),
                        "plinth-epoll-",
                        new NettyChannelType(
                                "epoll",
                                EpollSocketChannel.class,
                                EpollSocketChannel::new,
                                false,
                                EpollDomainSocketChannel::new,
                                OPTIONS),
                        EpollServerSocketChannel::new,
                        SteadyEpollHandler.newFactory(),
                        CorePlacement.UNPINNED,
                        NettyVersion.details())
                .start(context);
    }

    static void refuseOtherSystems(String os) {
        if (!os.equals("Linux")) {
            throw new BackendUnavailableException(
                    "epoll is Linux's, and this is " + os, "set plinth.backend=netty-nio or auto", null);
        }
    }

    static BackendUnavailableException unavailable(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnsupportedOperationException) {
            return new BackendUnavailableException(
                    "Netty's native transports are switched off: " + root.getMessage(),
                    "remove -Dio.netty.transport.noNative",
                    cause);
        }
        String found =
                "Netty's epoll library cannot be loaded on " + System.getProperty("os.arch") + ": " + root.getMessage();
        return new BackendUnavailableException(found, NATIVE_MISSING, cause);
    }
}
