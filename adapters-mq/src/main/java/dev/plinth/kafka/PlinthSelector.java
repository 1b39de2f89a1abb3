package dev.plinth.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.network.ChannelState;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.common.network.Selector;

/**
 * Kafka's own selector on {@link CoreChannel}s. Whatever is not sockets (framing, TLS, SASL and its renewal, idle
 * connections, metrics, the draining of channels that close) is left as it is.
 *
 * <p>It takes over from the selector that the client was built with, and which its thread may be using by then: on
 * its first poll, which is on that thread, it opens again what the other had not yet connected, and reports what the
 * other had connected as disconnected. All methods but {@link #wakeup} are called by that thread, or by a core to which
 * it has lent its work; see {@link SenderOnCore}.
 */
final class PlinthSelector implements Selectable {

    private final FormerSelector former;
    private final SocketSizes sizes;
    private final CoreTransport transport;
    private final FramePool frames = new FramePool();
    private final CoreSelector cores = new CoreSelector();
    private Selector selector;
    private boolean tookOver;
    /** Null for what runs on a thread of its own, always. */
    private volatile SenderOnCore sender;

    PlinthSelector(FormerSelector former, SocketSizes sizes, CoreTransport transport) {
        this.former = former;
        this.sizes = sizes;
        this.transport = transport;
    }

    /** The producer's sender may run on a core from now on. */
    void lendTo(SenderOnCore lender) {
        cores.lendTo(lender);
        sender = lender;
    }

    /** Made on the client's thread, as what it takes over belongs to that thread. */
    private Selector selector() {
        if (selector == null) {
            selector = SelectorFactory.like(former, frames, cores);
        }
        return selector;
    }

    /** The sizes are those of the client's settings, in which a default cannot be told from a choice: see SocketSizes. */
    @Override
    public void connect(String id, InetSocketAddress address, int sendBufferSize, int receiveBufferSize)
            throws IOException {
        if (selector().channel(id) != null || selector().closingChannel(id) != null) {
            throw new IllegalStateException("There is already a connection for id " + id);
        }
        if (address.isUnresolved()) {
            throw new IOException("Can't resolve address: " + address);
        }
        CoreChannel channel = new CoreChannel(cores, transport, frames, sizes);
        try {
            channel.configureBlocking(false);
            channel.connect(address); // first: TLS asks the channel for the name of its peer
            SelectorFactory.register(selector(), id, channel, SelectionKey.OP_CONNECT);
            if (cores.isOnCore()) {
                sender.giveBack(); // the first words of a connection may be a TLS handshake's
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void send(NetworkSend send) {
        if (!tookOver && selector().channel(send.destinationId()) == null) {
            return; // of a channel of the former selector: the first poll reports it as disconnected
        }
        selector().send(send);
    }

    @Override
    public void poll(long timeout) throws IOException {
        if (!tookOver) {
            tookOver = true;
            takeOver();
        } else if (cores.isOnCore()) {
            pollOnCore(timeout);
        } else {
            SenderOnCore lender = sender;
            boolean lend = lender != null && timeout > 0 && allReady() && lender.mayLend();
            if (lend) {
                cores.flush();
                lender.lend();
            }
            selector().poll(lend ? 0 : timeout);
        }
        cores.flush();
    }

    /** Does not wait: the core takes another turn when there is something. */
    private void pollOnCore(long timeout) throws IOException {
        Selector polled = selector();
        polled.poll(0);
        if (!polled.disconnected().isEmpty()) {
            sender.giveBack();
        }
        // TLS may hold more responses than the one of this poll
        sender.polled(timeout, !polled.completedReceives().isEmpty() || cores.hasReady());
    }

    private boolean allReady() {
        List<KafkaChannel> channels = selector().channels();
        for (KafkaChannel channel : channels) {
            if (!channel.isConnected() || !channel.ready()) {
                return false;
            }
        }
        return !channels.isEmpty();
    }

    private void takeOver() throws IOException {
        List<String> lost = new ArrayList<>();
        for (KafkaChannel channel : former.channels()) {
            SocketAddress remote = connecting(channel);
            former.close(channel.id());
            if (remote == null || !connectedAgain(channel.id(), (InetSocketAddress) remote)) {
                lost.add(channel.id());
            }
        }
        former.close();
        selector().poll(0);
        lost.forEach(id -> selector().disconnected().put(id, ChannelState.EXPIRED));
    }

    private boolean connectedAgain(String id, InetSocketAddress remote) {
        try {
            connect(id, remote, sizes.send(), sizes.receive());
            return true;
        } catch (IOException e) {
            return false; // the others are to be taken over nonetheless
        }
    }

    /** Where to, if the client has not been told yet that it is connected. */
    private static SocketAddress connecting(KafkaChannel channel) {
        SocketChannel socket = (SocketChannel) channel.selectionKey().channel();
        try {
            return socket.isConnectionPending() ? socket.getRemoteAddress() : null;
        } catch (IOException e) {
            return null; // closed meanwhile
        }
    }

    @Override
    public void close() {
        if (!tookOver) {
            tookOver = true;
            former.closeQuietly();
        }
        selector().close();
        transport.journal().ended();
    }

    @Override
    public void close(String id) {
        if (!tookOver) {
            former.close(id);
        }
        selector().close(id);
    }

    @Override
    public void wakeup() {
        cores.wakeup();
    }

    @Override
    public List<NetworkSend> completedSends() {
        return selector().completedSends();
    }

    @Override
    public Collection<NetworkReceive> completedReceives() {
        return selector().completedReceives();
    }

    @Override
    public Map<String, ChannelState> disconnected() {
        return selector().disconnected();
    }

    @Override
    public List<String> connected() {
        return selector().connected();
    }

    @Override
    public void mute(String id) {
        selector().mute(id);
    }

    @Override
    public void unmute(String id) {
        selector().unmute(id);
    }

    @Override
    public void muteAll() {
        selector().muteAll();
    }

    @Override
    public void unmuteAll() {
        selector().unmuteAll();
    }

    /**
     * Until the first poll also what the former selector has ready: the client may have looked just before the swap, and
     * what it then sends is to be reported as not answered; refused, it would be an error, after which a producer
     * never asks for its id again.
     */
    @Override
    public boolean isChannelReady(String id) {
        return !tookOver && former.isReady(id) || selector().isChannelReady(id);
    }
}
