package dev.plinth.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the endpoint for a borrowing: it fits, is of the first priority that can be used, and lets the caller in. */
final class Choice<T> {

    private final String poolName;
    private final LoadBalancer balancer;

    Choice(String poolName, LoadBalancer balancer) {
        this.poolName = poolName;
        this.balancer = balancer;
    }

    /**
     * One that has let this caller in.
     *
     * @throws EndpointsUnavailableException if none does
     */
    EndpointPool<T> from(List<EndpointPool<T>> all, Routing routing) {
        for (Routing step = routing; step != null; step = step.otherwise()) {
            EndpointPool<T> chosen = among(step.isAny() ? all : fitting(all, step), routing.key());
            if (chosen != null) {
                return chosen;
            }
        }
        throw unavailable(all, routing);
    }

    private static <T> List<EndpointPool<T>> fitting(List<EndpointPool<T>> all, Routing routing) {
        List<EndpointPool<T>> fitting = new ArrayList<>(all.size());
        for (EndpointPool<T> pool : all) {
            if (routing.fits(pool.endpoint())) {
                fitting.add(pool);
            }
        }
        return fitting;
    }

    private EndpointPool<T> among(List<EndpointPool<T>> fitting, Object key) {
        List<EndpointPool<T>> left = usable(fitting);
        while (!left.isEmpty()) {
            EndpointPool<T> chosen = left.get(balancer.pick(left, key));
            if (chosen.health().enter()) {
                return chosen;
            }
            List<EndpointPool<T>> others = new ArrayList<>(left);
            others.remove(chosen);
            left = others;
        }
        return standIn(fitting);
    }

    /** Those of the first priority let nobody in at the moment: anyone else who does. */
    private EndpointPool<T> standIn(List<EndpointPool<T>> fitting) {
        List<EndpointPool<T>> byPriority = new ArrayList<>(fitting);
        byPriority.sort(Comparator.comparingInt(pool -> pool.endpoint().priority()));
        for (EndpointPool<T> pool : byPriority) {
            if (pool.health().enter()) {
                return pool;
            }
        }
        return null;
    }

    /** Those of the first priority that has any; no new list in the common case. */
    private static <T> List<EndpointPool<T>> usable(List<EndpointPool<T>> all) {
        int best = Integer.MAX_VALUE;
        int count = 0;
        for (EndpointPool<T> pool : all) {
            int priority = pool.endpoint().priority();
            if (priority <= best && pool.health().mayBeTried()) {
                count = priority < best ? 1 : count + 1;
                best = priority;
            }
        }
        if (count == all.size()) {
            return all;
        }
        List<EndpointPool<T>> usable = new ArrayList<>(count);
        for (EndpointPool<T> pool : all) {
            if (pool.endpoint().priority() == best && pool.health().mayBeTried()) {
                usable.add(pool);
            }
        }
        return usable;
    }

    private EndpointsUnavailableException unavailable(List<EndpointPool<T>> all, Routing routing) {
        boolean anyFits = false;
        List<String> states = new ArrayList<>();
        for (EndpointPool<T> pool : all) {
            boolean fits = false;
            for (Routing step = routing; step != null; step = step.otherwise()) {
                fits |= step.fits(pool.endpoint());
            }
            anyFits |= fits;
            states.add(pool.endpoint().address() + " " + pool.endpoint().tags()
                    + (fits ? " (" + pool.health() + ")" : " (does not fit)"));
        }
        String what = anyFits
                ? "every endpoint that fits has failed lately and is left alone for a while"
                : "there is no endpoint that fits";
        return new EndpointsUnavailableException("pool '" + poolName + "', asked for " + routing + ": " + what + ": "
                + states + ". Look after the servers, or name others with setEndpoints");
    }
}
