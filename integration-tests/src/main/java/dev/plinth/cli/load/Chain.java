package dev.plinth.cli.load;

/** A caller of a closed loop: sends the next command as soon as the last one is completed. */
final class Chain extends OneInFlight {

    private final int sampleMask;
    private long sentAt;

    /** @param sampleMask the latency is taken of commands whose number has none of these bits */
    Chain(Line line, String operation, Lane lane, Phase phase, int first, int sampleMask) {
        super(line, operation, lane, phase, first);
        this.sampleMask = sampleMask;
    }

    @Override
    void next() {
        if (isSampled()) {
            sentAt = System.nanoTime();
        }
        send();
    }

    @Override
    void completed(Lane lane) {
        if (isSampled()) {
            lane.latency(System.nanoTime() - sentAt);
        }
    }

    private boolean isSampled() {
        return (number() & sampleMask) == 0;
    }
}
