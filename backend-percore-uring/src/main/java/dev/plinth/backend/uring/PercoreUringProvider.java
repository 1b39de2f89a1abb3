package dev.plinth.backend.uring;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConfigKey;
import dev.plinth.netty.NettyBackend;
import dev.plinth.netty.NettyChannelType;
import dev.plinth.netty.TcpOptionMapping;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Backend {@code percore-uring}: one pinned thread per core, each with an io_uring of its own. */
public final class PercoreUringProvider implements AsyncRuntimeProvider {

    static final TcpOptionMapping OPTIONS = new TcpOptionMapping(
            IoUringChannelOption.TCP_KEEPIDLE, IoUringChannelOption.TCP_KEEPINTVL, IoUringChannelOption.TCP_KEEPCNT);

    /** For the service loader. */
    public PercoreUringProvider() {}

    @Override
    public String name() {
        return "percore-uring";
    }

    @Override
    public int priority() {
        return 400;
    }

    @Override
    public int spiVersion() {
        return 1;
    }

    @Override
    public String description() {
        return "a pinned thread per core on io_uring, Linux";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return UringConfig.KEYS;
    }

    private static IoUringSocketChannel newChannel() {
        IoUringSocketChannel channel = new IoUringSocketChannel();
        channel.config().setRecvByteBufAllocator(new BurstBuffers());
        return channel;
    }

    /** One operation receives all that comes, where Netty else asks for readiness first, and then receives. */
    private static IoUringSocketChannel newPromptChannel(Rings rings) {
        IoUringSocketChannel channel = newChannel();
        if (rings.haveBuffersForChannels()) {
            channel.config().setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, Rings.CHANNEL_BUFFERS);
        }
        return channel;
    }

    @Override
    public AsyncRuntime create(BackendContext context) {
        HostFacts facts = HostFacts.read();
        RingFailure.refuseOtherSystems(facts);
        int depth = UringConfig.ringDepth(context.config());
        PlacementPolicy policy = PlacementPolicy.of(context.config());
        requireLibrary(facts);

        int cores = context.config().effectiveCores();
        UsableCpus cpus = Pinning.look();
        Pinning pinning = Pinning.choose(policy, cores, cpus);
        Rings rings = new Rings(depth, UringConfig.completions(depth), BufferRing.ENTRIES);
        boolean lean = facts.kernelAtLeast(6, 0);
        NettyBackend backend = new NettyBackend(
                name(),
                "plinth-core-",
                new NettyChannelType(
                        "io_uring",
                        IoUringSocketChannel.class,
                        PercoreUringProvider::newChannel,
                        true,
                        IoUringDomainSocketChannel::new,
                        () -> newPromptChannel(rings),
                        OPTIONS),
                IoUringServerSocketChannel::new,
                lean ? new LeanSockets(context.config().get(UringConfig.ZERO_COPY_THRESHOLD)) : null,
                rings,
                pinning,
                details(depth, policy, cpus, facts, lean));
        try {
            return backend.start(context);
        } catch (ConfigException e) {
            throw e;
        } catch (RuntimeException e) {
            if (rings.built() < cores) {
                throw RingFailure.ring(Errno.of(e), rings.built(), cores, facts, e);
            }
            throw e;
        }
    }

    private static void requireLibrary(HostFacts facts) {
        try {
            if (!IoUring.isAvailable()) {
                throw RingFailure.library(IoUring.unavailabilityCause(), facts);
            }
        } catch (LinkageError e) {
            throw RingFailure.library(e, facts);
        }
    }

    private static Map<String, String> details(
            int depth, PlacementPolicy policy, UsableCpus cpus, HostFacts facts, boolean lean) {
        Version netty = Version.identify().get("netty-transport-classes-io_uring");
        Map<String, String> details = new HashMap<>(cpus.details());
        details.put("placement", policy.text());
        details.put("ring depth", depth + ", completions " + UringConfig.completions(depth));
        details.put("netty", netty == null ? "unknown" : netty.artifactVersion());
        details.put("kernel", facts.kernel());
        details.put(
                "connections",
                lean
                        ? "lean, without a Netty channel; with TLS on a channel"
                        : "on Netty channels; lean ones need Linux 6.0");
        if (lean) {
            String noRing = BufferRingMemory.unavailable();
            details.put(
                    "receiving",
                    noRing == null
                            ? "one operation per connection, into " + BufferRing.ENTRIES + " buffers per core"
                            : "one operation per read: " + noRing);
        }
        return details;
    }
}
