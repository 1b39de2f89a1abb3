package dev.plinth.pool;

import java.util.List;

/**
 * Chooses one of several endpoints. Called by any number of threads at once, at every borrowing: it
 * takes no lock. An instance belongs to one pool.
 */
public interface LoadBalancer {

    /** An endpoint that may be chosen. */
    interface Candidate {

        /** The endpoint. */
        Endpoint endpoint();

        /** Its weight at the moment, above zero. */
        double weight();

        /** Connections of it that are borrowed, and callers that wait for one. */
        int outstanding();
    }

    /**
     * The index of the one chosen.
     *
     * @param candidates at least one; not to be kept
     * @param key what the caller wants to stick to, or null
     */
    int pick(List<? extends Candidate> candidates, Object key);

    /** In turn, whatever their weights. */
    static LoadBalancer roundRobin() {
        return new Balancers.RoundRobin();
    }

    /** In turn, each as often as its weight says, and not the heavy ones in a row. */
    static LoadBalancer weightedRoundRobin() {
        return new Balancers.WeightedRoundRobin();
    }

    /** By chance, by weight. */
    static LoadBalancer random() {
        return new Balancers.Random();
    }

    /** The one with the fewest outstanding in proportion to its weight; among equals by chance. */
    static LoadBalancer leastConnections() {
        return new Balancers.LeastConnections();
    }

    /**
     * Two by chance, and of them the one with fewer outstanding in proportion to its weight: nearly as
     * even as the least of all, and callers who look at the same moment do not all run to the same one.
     */
    static LoadBalancer powerOfTwoChoices() {
        return new Balancers.PowerOfTwoChoices();
    }

    /**
     * The same endpoint for the same key, keys spread by weight; when endpoints come or go, only the keys
     * of those move (weighted rendezvous hashing). By chance for callers without a key.
     */
    static LoadBalancer sticky() {
        return new Balancers.Sticky();
    }
}
