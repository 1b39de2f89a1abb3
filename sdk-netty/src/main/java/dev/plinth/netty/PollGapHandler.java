package dev.plinth.netty;

import io.netty.channel.IoHandler;

/** Measures how long I/O that was ready may have waited: from one look for it until the next begins. */
final class PollGapHandler extends ObservedIoHandler {

    private final TimeHistogram gaps;
    private long looked;

    PollGapHandler(IoHandler handler, TimeHistogram gaps) {
        super(handler);
        this.gaps = gaps;
    }

    @Override
    protected void onTurn() {
        if (looked != 0) {
            gaps.record(System.nanoTime() - looked);
        }
    }

    @Override
    protected void onLook() {
        looked = System.nanoTime();
    }
}
