package dev.plinth.netty;

import dev.plinth.api.LatencyStats;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** A distribution of times that one core records and anyone reads, without stopping the core. */
final class TimeHistogram {

    private static final long MOST = TimeUnit.HOURS.toNanos(1);
    /** Two digits: within a hundredth. */
    private static final int DIGITS = 2;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(1, MOST, DIGITS);
    private final Histogram total = new Histogram(1, MOST, DIGITS);
    private Histogram latest;

    /** On the core. */
    void record(long nanos) {
        recorder.recordValue(Math.max(0, Math.min(MOST, nanos)));
    }

    synchronized LatencyStats read() {
        latest = recorder.getIntervalHistogram(latest);
        total.add(latest);
        return new LatencyStats(
                total.getTotalCount(),
                total.getValueAtPercentile(50),
                total.getValueAtPercentile(99),
                total.getValueAtPercentile(99.9),
                total.getMaxValue());
    }
}
