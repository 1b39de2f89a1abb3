package dev.plinth.pool;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The ways of {@link LoadBalancer}. */
final class Balancers {

    private Balancers() {}

    static final class RoundRobin implements LoadBalancer {

        private final AtomicInteger turn = new AtomicInteger();

        @Override
        public int pick(List<? extends Candidate> candidates, Object key) {
            return Math.floorMod(turn.getAndIncrement(), candidates.size());
        }
    }

    /**
     * Steps of the golden ratio fall evenly on a circle, however far one has come: the arcs, as long as
     * the weights, are met as often as they are long, in a mixed order. No state but a counter, so weights
     * may change at any time.
     */
    static final class WeightedRoundRobin implements LoadBalancer {

        /** 2^64 divided by the golden ratio: a step that wraps around by itself. */
        private static final long STEP = 0x9E3779B97F4A7C15L;

        private final AtomicLong turn = new AtomicLong();

        @Override
        public int pick(List<? extends Candidate> candidates, Object key) {
            return at(candidates, fraction(turn.getAndIncrement() * STEP));
        }
    }

    static final class Random implements LoadBalancer {

        @Override
        public int pick(List<? extends Candidate> candidates, Object key) {
            return at(candidates, ThreadLocalRandom.current().nextDouble());
        }
    }

    static final class LeastConnections implements LoadBalancer {

        @Override
        public int pick(List<? extends Candidate> candidates, Object key) {
            int size = candidates.size();
            int start = ThreadLocalRandom.current().nextInt(size);
            int best = start;
            for (int i = 1; i < size; i++) {
                int next = (start + i) % size;
                if (load(candidates.get(next)) < load(candidates.get(best))) {
                    best = next;
                }
            }
            return best;
        }
    }

    static final class PowerOfTwoChoices implements LoadBalancer {

        @Override
        public int pick(List<? extends Candidate> candidates, Object key) {
            int size = candidates.size();
            if (size == 1) {
                return 0;
            }
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int one = random.nextInt(size);
            int two = (one + 1 + random.nextInt(size - 1)) % size;
            return load(candidates.get(two)) < load(candidates.get(one)) ? two : one;
        }
    }

    static final class Sticky implements LoadBalancer {

        private final LoadBalancer withoutKey = new Random();

        @Override
        public int pick(List<? extends Candidate> candidates, Object key) {
            if (key == null) {
                return withoutKey.pick(candidates, null);
            }
            int best = 0;
            double bestScore = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < candidates.size(); i++) {
                Candidate candidate = candidates.get(i);
                long hash = mix(31L * key.hashCode()
                        + mix(candidate.endpoint().address().hashCode()));
                double score = -candidate.endpoint().weight() / Math.log(fraction(hash | 1));
                if (score > bestScore) {
                    best = i;
                    bestScore = score;
                }
            }
            return best;
        }
    }

    /** As one more would find it: an idle endpoint of weight 2 is better than an idle one of weight 1. */
    private static double load(LoadBalancer.Candidate candidate) {
        return (candidate.outstanding() + 1) / candidate.weight();
    }

    /** The candidate whose part of the whole weight {@code point}, from 0 to 1, lies in. */
    private static int at(List<? extends LoadBalancer.Candidate> candidates, double point) {
        double whole = 0;
        for (int i = 0; i < candidates.size(); i++) {
            whole += candidates.get(i).weight();
        }
        double left = point * whole;
        for (int i = 0; i < candidates.size() - 1; i++) {
            left -= candidates.get(i).weight();
            if (left < 0) {
                return i;
            }
        }
        return candidates.size() - 1;
    }

    private static double fraction(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }

    /** The finalizer of SplitMix64: every bit of the result depends on every bit of {@code x}. */
    private static long mix(long x) {
        long y = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        y = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
        return y ^ (y >>> 31);
    }
}
