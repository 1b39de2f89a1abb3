package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.StreamOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Makes what a wire's listener accepts into connections: on the cores in turn, whoever listens. */
final class WireAccept implements WireFactory.Accepted {

    private final Core core;
    private final Sockets sockets;
    private final WireFactory wires;
    private final StreamOptions options;
    private final Opening opening;
    private final Supplier<Core> turn;

    WireAccept(Core core, Sockets sockets, WireFactory wires, StreamOptions options, Opening opening) {
        this.core = core;
        this.sockets = sockets;
        this.wires = wires;
        this.options = options;
        this.opening = opening;
        this.turn = sockets.coresInTurn();
    }

    void listen(InetSocketAddress local, int backlog, WireFactory.Outcome<WireFactory.Bound> outcome) {
        wires.listen(core.loop(), local, backlog, options.tcp(), this, outcome);
    }

    @Override
    public void accepted(int descriptor) {
        if (sockets.closing()) {
            wires.refuse(descriptor);
            return;
        }
        Core target = turn.get();
        try {
            target.run(() -> open(target, descriptor));
        } catch (RuntimeClosedException e) {
            wires.refuse(descriptor);
        }
    }

    private void open(Core target, int descriptor) {
        if (sockets.closing()) {
            wires.refuse(descriptor);
            return;
        }
        try {
            NettyConnection.open(
                    target, sockets, wires.accept(target.loop(), descriptor, options.tcp()), options, opening);
        } catch (IOException | RuntimeException e) {
            opening.failed(e);
        }
    }
}
