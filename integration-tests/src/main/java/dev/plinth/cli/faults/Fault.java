package dev.plinth.cli.faults;

import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.Faults;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** What happens to the connections of all contestants at once, and which counts may then be above zero. */
public enum Fault {
    /** The control: what is not right here is not right at all. */
    NONE("nothing at all, the control", Judged.FLAWLESS) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.last(2_000);
        }
    },
    DELAY("20 ms of delay and up to 30 ms of jitter, both ways, for 2 s", Judged.FLAWLESS) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.each(proxy ->
                    proxy.bothWays(Faults.none().delay(Duration.ofMillis(20)).jitter(Duration.ofMillis(30))));
            network.last(2_000);
        }
    },
    PIECES("bytes trickle in pieces of 41, both ways, for 2 s", Judged.FLAWLESS) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.each(proxy -> proxy.bothWays(Faults.none().pieces(41, Duration.ZERO)));
            network.last(2_000);
        }
    },
    RATE("at most 100 kB a second on each connection, both ways, for 2 s", Judged.FLAWLESS) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.each(proxy -> proxy.bothWays(Faults.none().rate(100_000)));
            network.last(2_000);
        }
    },
    STALL("nothing passes for 2 s, the connections stay", Judged.SAFE) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.each(proxy -> proxy.bothWays(Faults.none().stall()));
            network.last(2_000);
        }
    },
    CUT("all connections are closed in mid-stream, three times in 1.2 s", Judged.SAFE) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.fill();
            for (int i = 0; i < 3; i++) {
                network.each(FaultProxy::cut);
                network.last(400);
            }
        }
    },
    RESET("all connections are reset in mid-stream, three times in 1.2 s", Judged.SAFE) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.fill();
            for (int i = 0; i < 3; i++) {
                network.each(FaultProxy::reset);
                network.last(400);
            }
        }
    },
    HALF_CLOSE("the stream from the server ends, and 1 s later the one to it, the other half stays open", Judged.SAFE) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.fill();
            network.each(FaultProxy::halfCloseToClient);
            network.last(1_000);
            network.each(FaultProxy::halfCloseToServer);
            network.last(1_000);
        }
    },
    CORRUPT("one bit in 5,000 bytes is flipped, both ways, for 1 s; then all connections are cut", Judged.ALIVE) {
        @Override
        void happen(Network network) throws InterruptedException {
            network.each(proxy -> proxy.bothWays(Faults.none().flip(5_000)));
            network.last(1_000);
            network.each(FaultProxy::heal);
            network.each(FaultProxy::cut); // no client can know where its next answer begins
        }
    },
    RESTART("the server is stopped in good order, and started again with its data", Judged.SAFE) {
        @Override
        void happen(Network network) {
            network.restart(false);
        }
    },
    KILL("the server's processes are killed (SIGKILL), and it is started again with its data", Judged.SAFE) {
        @Override
        void happen(Network network) {
            network.restart(true);
        }
    };

    private final String title;
    private final Judged judged;

    Fault(String title, Judged judged) {
        this.title = title;
        this.judged = judged;
    }

    abstract void happen(Network network) throws InterruptedException;

    /** As users write it: {@code half-close}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In words. */
    public String title() {
        return title;
    }

    /** How long it takes, but for the server's start. */
    long millis() {
        return switch (this) {
            case CUT, RESET -> 1_400;
            case HALF_CLOSE -> 2_200;
            case CORRUPT -> 1_000;
            case RESTART, KILL -> 0;
            default -> 2_000;
        };
    }

    /** Whether it ends the server, and starts it again. */
    boolean startsServer() {
        return this == RESTART || this == KILL;
    }

    /** Whether clients must connect again. */
    boolean endsConnections() {
        return losesConnections() || startsServer() || changesBytes();
    }

    /** Whether bytes arrive as others. */
    boolean changesBytes() {
        return this == CORRUPT;
    }

    /** Whether it is the network that ends connections, and the server lives. */
    boolean losesConnections() {
        return this == CUT || this == RESET || this == HALF_CLOSE;
    }

    /** What a client on Plinth promises when this happens. */
    String promise(Workload workload) {
        return judged.text.replace("PROMISE", workload.promise());
    }

    /** The counts that must be zero. */
    Set<Count> mustBeZero(Workload workload) {
        if (judged != Judged.SAFE || !workload.doubles()) {
            return judged.mustBeZero;
        }
        Set<Count> allowed = EnumSet.copyOf(judged.mustBeZero);
        allowed.remove(Count.DOUBLED);
        return allowed;
    }

    /** The faults' side of a round. */
    record Network(List<FaultProxy> proxies, Site site) {

        void each(Consumer<FaultProxy> change) {
            proxies.forEach(change);
        }

        /** From now on there is always something on its way, in both directions. */
        void fill() throws InterruptedException {
            each(proxy -> proxy.bothWays(Faults.none().delay(Duration.ofMillis(15))));
            last(200);
        }

        void last(long millis) throws InterruptedException {
            Thread.sleep(millis);
        }

        void restart(boolean kill) {
            each(FaultProxy::refuse); // as the server's port does while nobody listens there
            site.restart(kill);
            each(FaultProxy::accept);
        }
    }

    private enum Judged {
        FLAWLESS("PROMISE Nothing fails.", EnumSet.allOf(Count.class)),
        SAFE("PROMISE Nothing hangs, and it works again.", EnumSet.complementOf(EnumSet.of(Count.FAILED))),
        ALIVE(
                "Nothing hangs, and it works again. What arrives changed is counted, not judged: without TLS no client"
                        + " can tell.",
                EnumSet.of(Count.HUNG));

        private final String text;
        private final Set<Count> mustBeZero;

        Judged(String text, Set<Count> mustBeZero) {
            this.text = text;
            this.mustBeZero = mustBeZero;
        }
    }
}
