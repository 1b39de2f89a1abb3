package dev.plinth.micrometer;

import dev.plinth.api.EndpointStats;
import dev.plinth.api.PoolCounts;
import dev.plinth.api.PoolStats;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToLongFunction;

/** Which meters there are of pools, by Micrometer's conventions for names. */
final class PoolMeters {

    private static final String CONNECTIONS = "connections";
    private static final String CALLERS = "callers";

    private PoolMeters() {}

    static MeterSet<PoolStats> ofPool(MeterSet<PoolStats> meters) {
        meters.level("plinth.pool.min", CONNECTIONS, "Connections that are kept.", PoolStats::min);
        meters.level("plinth.pool.max", CONNECTIONS, "Connections that are opened at most.", PoolStats::max);
        meters.level("plinth.pool.open", CONNECTIONS, "Connections that are open, or just not.", PoolStats::open);
        meters.level("plinth.pool.idle", CONNECTIONS, "Connections that wait to be borrowed.", PoolStats::idle);
        meters.level("plinth.pool.leased", CONNECTIONS, "Connections that are borrowed.", PoolStats::leased);
        meters.level("plinth.pool.waiting", CALLERS, "Callers that wait.", PoolStats::waiting);
        meters.timer(
                "plinth.pool.acquire",
                "Borrowings, and how long they waited in line for a connection.",
                total(PoolCounts::acquired),
                total(PoolCounts::waitNanos));
        count(meters, "plinth.pool.waited", CALLERS, "Borrowings that had to wait.", PoolCounts::waited);
        count(meters, "plinth.pool.abroad", CALLERS, "Borrowings from another core.", PoolCounts::lentAbroad);
        count(meters, "plinth.pool.timeouts", CALLERS, "Callers that waited for too long.", PoolCounts::timedOut);
        count(meters, "plinth.pool.refusals", CALLERS, "Callers that found the line full.", PoolCounts::refused);
        count(meters, "plinth.pool.opened", CONNECTIONS, "Connections that were opened.", PoolCounts::opened);
        String failures = "Attempts to open a connection that failed.";
        count(meters, "plinth.pool.open.failures", "attempts", failures, PoolCounts::openFailures);
        count(meters, "plinth.pool.retries", "attempts", "Of them, made again.", PoolCounts::retries);
        closed(meters, "idle", PoolCounts::closedIdle);
        closed(meters, "expired", PoolCounts::closedExpired);
        closed(meters, "invalid", PoolCounts::closedInvalid);
        closed(meters, "surplus", PoolCounts::closedSurplus);
        closed(meters, "discarded", PoolCounts::discarded);
        closed(meters, "failed", PoolCounts::closedFailed);
        closed(meters, "drained", PoolCounts::closedDrained);
        count(meters, "plinth.pool.validations", "validations", "Connections validated.", PoolCounts::validations);
        String invalid = "Validations that were not passed.";
        count(meters, "plinth.pool.validation.failures", "validations", invalid, PoolCounts::validationFailures);
        String leaks = "Connections that were borrowed for longer than the leak threshold.";
        count(meters, "plinth.pool.leaks", CONNECTIONS, leaks, PoolCounts::leakSuspects);
        return meters;
    }

    private static void count(
            MeterSet<PoolStats> meters,
            String name,
            String unit,
            String description,
            ToLongFunction<PoolCounts> count) {
        meters.count(name, unit, description, total(count));
    }

    private static void closed(MeterSet<PoolStats> meters, String reason, ToLongFunction<PoolCounts> count) {
        meters.count(
                "plinth.pool.closed",
                Tags.of("reason", reason),
                CONNECTIONS,
                "Connections that were closed, by reason.",
                total(count));
    }

    private static ToLongFunction<PoolStats> total(ToLongFunction<PoolCounts> count) {
        return stats -> stats.total(count);
    }

    static MeterSet<EndpointStats> ofEndpoint(MeterSet<EndpointStats> meters) {
        for (EndpointStats.State state : EndpointStats.State.values()) {
            meters.ratio(
                    "plinth.pool.endpoint.state",
                    Tags.of("state", state.name()),
                    "",
                    "1 for the state that the endpoint is in, 0 for the others.",
                    stats -> stats.state() == state ? 1 : 0);
        }
        meters.ratio("plinth.pool.endpoint.weight", "", "Its part of the load, now.", EndpointStats::weight);
        meters.count("plinth.pool.endpoint.picks", CALLERS, "Borrowings it was chosen for.", EndpointStats::picks);
        String ejections = "How often it was left alone after errors on its connections.";
        meters.count("plinth.pool.endpoint.ejections", "ejections", ejections, EndpointStats::ejections);
        String checks = "Health checks that it did not pass.";
        meters.count("plinth.pool.endpoint.failed.checks", "checks", checks, EndpointStats::failedChecks);
        meters.level("plinth.pool.endpoint.open", CONNECTIONS, "Connections to it.", EndpointStats::open);
        meters.level("plinth.pool.endpoint.idle", CONNECTIONS, "Of them, those that wait.", EndpointStats::idle);
        meters.level("plinth.pool.endpoint.leased", CONNECTIONS, "Those that are borrowed.", EndpointStats::leased);
        meters.level("plinth.pool.endpoint.waiting", CALLERS, "Callers that wait for one.", EndpointStats::waiting);
        return meters;
    }
}
