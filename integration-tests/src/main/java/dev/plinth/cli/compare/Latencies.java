package dev.plinth.cli.compare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A latency curve: how long how much of the operations took at most.
 *
 * @param count how many operations were timed
 * @param points in ascending order; none where the latencies are not known one by one
 */
public record Latencies(long count, List<Point> points) {

    /** A curve that nobody knows. */
    public static final Latencies NONE = new Latencies(0, List.of());

    private static final double[] PERCENTILES = {
        1, 5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97.5, 98, 99, 99.25, 99.5, 99.75, 99.9, 99.95,
        99.99, 99.995, 99.999
    };

    /** Copies the list. */
    public Latencies {
        points = List.copyOf(points);
    }

    /** A point of it: {@code percentile} percent of the operations took at most {@code micros}. */
    public record Point(double percentile, double micros) {}

    /**
     * Of all rounds together.
     *
     * @param encoded a compressed HdrHistogram of nanoseconds for each, in Base64; null where there is none
     */
    static Latencies of(List<String> encoded) {
        Histogram all = new Histogram(2);
        encoded.stream().filter(Objects::nonNull).map(Latencies::decode).forEach(all::add);
        List<Point> points = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            // Beyond that a percentile is the one slowest operation, whatever it was.
            if (all.getTotalCount() * (100 - percentile) >= 100) {
                points.add(new Point(percentile, all.getValueAtPercentile(percentile) / 1e3));
            }
        }
        return new Latencies(all.getTotalCount(), points);
    }

    private static Histogram decode(String encoded) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 1);
        } catch (DataFormatException e) {
            throw new IllegalStateException("a contestant's latencies cannot be read: " + e, e);
        }
    }
}
