package dev.plinth.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Meters of one thing, that come and go together. A number below 0 is one that the backend cannot
 * give: what is unknown at first gets no meter, since that never changes.
 *
 * <p>Micrometer holds the object that it measures weakly, and the function strongly. What is measured
 * goes into the function, so that the meters live for as long as the registry has them.
 *
 * @param <T> the statistics that they are read from
 */
final class MeterSet<T> {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MeterRegistry registry;
    private final Tags tags;
    private final Supplier<T> source;
    private final List<Meter> meters = new ArrayList<>();

    MeterSet(MeterRegistry registry, Tags tags, Supplier<T> source) {
        this.registry = registry;
        this.tags = tags;
        this.source = source;
    }

    void count(String name, String unit, String description, ToLongFunction<T> value) {
        count(name, Tags.empty(), unit, description, value);
    }

    void count(String name, Iterable<Tag> more, String unit, String description, ToLongFunction<T> value) {
        if (isKnown(value)) {
            counter(name, more, unit, description, value::applyAsLong);
        }
    }

    /** A count of seconds; the value is in nanoseconds. */
    void time(String name, String description, ToLongFunction<T> nanos) {
        if (isKnown(nanos)) {
            counter(name, Tags.empty(), "seconds", description, stats -> nanos.applyAsLong(stats) / NANOS_PER_SECOND);
        }
    }

    /** A gauge. */
    void level(String name, String unit, String description, ToLongFunction<T> value) {
        if (isKnown(value)) {
            ratio(name, unit, description, value::applyAsLong);
        }
    }

    /** A gauge, of what may be NaN for the time being. */
    void ratio(String name, String unit, String description, ToDoubleFunction<T> value) {
        ratio(name, Tags.empty(), unit, description, value);
    }

    void ratio(String name, Iterable<Tag> more, String unit, String description, ToDoubleFunction<T> value) {
        meters.add(Gauge.builder(name, () -> value.applyAsDouble(source.get()))
                .tags(tags.and(more))
                .baseUnit(unit)
                .description(description)
                .register(registry));
    }

    /** How many there were, and how long they took together, in nanoseconds. */
    void timer(String name, String description, ToLongFunction<T> count, ToLongFunction<T> nanos) {
        meters.add(FunctionTimer.builder(
                        name,
                        this,
                        self -> count.applyAsLong(source.get()),
                        self -> nanos.applyAsLong(source.get()),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .description(description)
                .register(registry));
    }

    /** A gauge of a duration; the value is in nanoseconds. */
    void duration(String name, Iterable<Tag> more, String description, ToLongFunction<T> nanos) {
        meters.add(TimeGauge.builder(name, () -> nanos.applyAsLong(source.get()), TimeUnit.NANOSECONDS)
                .tags(tags.and(more))
                .description(description)
                .register(registry));
    }

    private void counter(String name, Iterable<Tag> more, String unit, String description, ToDoubleFunction<T> value) {
        meters.add(FunctionCounter.builder(name, this, self -> value.applyAsDouble(source.get()))
                .tags(tags.and(more))
                .baseUnit(unit)
                .description(description)
                .register(registry));
    }

    private boolean isKnown(ToLongFunction<T> value) {
        return value.applyAsLong(source.get()) >= 0;
    }

    void remove() {
        meters.forEach(registry::remove);
        meters.clear();
    }
}
