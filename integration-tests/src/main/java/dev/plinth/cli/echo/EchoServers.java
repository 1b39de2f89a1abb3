package dev.plinth.cli.echo;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.load.VirtualThreads;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The servers by name. */
public final class EchoServers {

    /** The server on Plinth. */
    public static final String PLINTH = "plinth";

    private EchoServers() {}

    /** The names, Plinth's first. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(PLINTH));
        names.addAll(NettyEcho.TRANSPORTS);
        names.add(VirtualThreadsEcho.NAME);
        return names;
    }

    /** The server without Plinth that the others are held against. */
    public static String baseline() {
        return NettyEcho.baseline();
    }

    /** Why a server without Plinth cannot run here, or null if it can. */
    public static String notRun(String name) {
        return name.equals(VirtualThreadsEcho.NAME)
                ? VirtualThreads.available() ? null : VirtualThreads.NEEDED
                : NettyEcho.notRun(name);
    }

    /**
     * Starts a server on the loopback address.
     *
     * @param port 0 for any that is free
     * @param config of the runtime, for the server on Plinth
     * @throws EchoException if it cannot be started: the message says why
     */
    public static EchoServer start(String name, int cores, int port, RuntimeConfig config) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (name.equals(PLINTH)) {
            return PlinthEcho.start(config, address);
        }
        if (name.equals(VirtualThreadsEcho.NAME)) {
            return VirtualThreadsEcho.start(cores, address);
        }
        return NettyEcho.start(name, cores, address);
    }

    /** Has a runtime of somebody else's echo on the loopback address, on any free port, which is returned. */
    public static int listen(AsyncRuntime runtime) {
        return ((InetSocketAddress) PlinthEcho.listen(runtime, anyPort()).localAddress()).getPort();
    }

    /** The same on Netty's loops, which are on epoll. */
    public static int listenOnEpoll(EventLoopGroup group) {
        return ((InetSocketAddress) NettyEcho.listenOnEpoll(group, anyPort()).localAddress()).getPort();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
