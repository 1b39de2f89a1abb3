package dev.plinth.kafka;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;

/** What a {@link CoreSelector} watches a {@link CoreChannel} for. Of the thread that selects. */
final class CoreKey extends AbstractSelectionKey {

    private final CoreChannel channel;
    private final CoreSelector selector;
    private int interestOps;
    private int readyOps;

    CoreKey(CoreChannel channel, CoreSelector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /** Looks what is ready of what is wanted. */
    int updateReady() {
        readyOps = isValid() ? channel.readyOps() & interestOps : 0;
        return readyOps;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public int interestOps() {
        checkValid();
        return interestOps;
    }

    @Override
    public SelectionKey interestOps(int ops) {
        checkValid();
        if ((ops & ~channel.validOps()) != 0) {
            throw new IllegalArgumentException("operations " + ops + " are not of a socket");
        }
        interestOps = ops;
        return this;
    }

    @Override
    public int readyOps() {
        checkValid();
        return readyOps;
    }

    private void checkValid() {
        if (!isValid()) {
            throw new CancelledKeyException();
        }
    }
}
