package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Collects what a {@link BalancedPool} is made of. Not for use by several threads at once. */
public final class BalancedPoolBuilder<T> {

    final AsyncRuntime runtime;
    final Function<? super Endpoint, ? extends Connector<T>> connectors;
    PoolOptions options;
    LoadBalancer balancer = LoadBalancer.powerOfTwoChoices();
    HealthOptions health = HealthOptions.defaults();
    OutlierOptions outliers = OutlierOptions.defaults();
    /** Null for none. */
    HealthCheck<T> check;

    List<Endpoint> endpoints = List.of();
    LongSupplier clock = System::nanoTime;

    BalancedPoolBuilder(AsyncRuntime runtime, Function<? super Endpoint, ? extends Connector<T>> connectors) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.connectors = Objects.requireNonNull(connectors, "connectors");
    }

    /** Those of each endpoint's pool (default: what {@link PoolOptions#builder()} starts from). */
    public BalancedPoolBuilder<T> options(PoolOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Who chooses; an instance of this pool's own (default: power of two choices). */
    public BalancedPoolBuilder<T> balancer(LoadBalancer balancer) {
        this.balancer = Objects.requireNonNull(balancer, "balancer");
        return this;
    }

    /** The circuit breaker of each endpoint, and the slow start (default: {@link HealthOptions#defaults()}). */
    public BalancedPoolBuilder<T> health(HealthOptions health) {
        this.health = Objects.requireNonNull(health, "health");
        return this;
    }

    /** Which endpoints are left alone for errors in use (default: {@link OutlierOptions#defaults()}). */
    public BalancedPoolBuilder<T> outliers(OutlierOptions outliers) {
        this.outliers = Objects.requireNonNull(outliers, "outliers");
        return this;
    }

    /** How endpoints are asked at intervals how they are (default: they are not). */
    public BalancedPoolBuilder<T> healthCheck(HealthCheck<T> check) {
        this.check = Objects.requireNonNull(check, "check");
        return this;
    }

    /** Where connections go at first; at least one. */
    public BalancedPoolBuilder<T> endpoints(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        return this;
    }

    BalancedPoolBuilder<T> clock(LongSupplier nanos) {
        this.clock = nanos;
        return this;
    }

    /**
     * The pool; it opens nothing before it is asked to. Shut it down before the runtime.
     *
     * @throws ConfigException if there are no endpoints, or two with the same address
     */
    public BalancedPool<T> build() {
        if (options == null) {
            options = PoolOptions.builder().build();
        }
        return new BalancedPool<>(this);
    }
}
