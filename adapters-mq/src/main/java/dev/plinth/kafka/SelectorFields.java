package dev.plinth.kafka;

import java.util.Map;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;

/** The private fields of Kafka's selector that are needed to make another like it. */
final class SelectorFields {

    static final PrivateField LOG = field("log", Logger.class);
    static final PrivateField NIO_SELECTOR = field("nioSelector", java.nio.channels.Selector.class);
    static final PrivateField MAX_RECEIVE_SIZE = field("maxReceiveSize", int.class);
    static final PrivateField AUTHENTICATION_DELAY = field("failedAuthenticationDelayMs", int.class);
    static final PrivateField TIME = field("time", Time.class);
    static final PrivateField CHANNEL_BUILDER = field("channelBuilder", ChannelBuilder.class);
    static final PrivateField TIME_PER_CONNECTION = field("recordTimePerConnection", boolean.class);
    static final PrivateField IDLE = field("idleExpiryManager", Object.class);
    static final PrivateField IDLE_NANOS = inner("IdleExpiryManager", "connectionsMaxIdleNanos", long.class);
    static final PrivateField SENSORS = field("sensors", AutoCloseable.class);
    static final PrivateField METRICS = inner("SelectorMetrics", "metrics", Metrics.class);
    static final PrivateField METRIC_TAGS = inner("SelectorMetrics", "metricTags", Map.class);
    static final PrivateField PER_CONNECTION = inner("SelectorMetrics", "metricsPerConnection", boolean.class);
    static final PrivateField METRIC_GROUP = inner("SelectorMetrics", "metricGrpName", String.class);

    private SelectorFields() {}

    private static PrivateField field(String name, Class<?> type) {
        return PrivateField.of(Selector.class, name, type);
    }

    private static PrivateField inner(String owner, String name, Class<?> type) {
        try {
            return PrivateField.of(
                    Class.forName(Selector.class.getName() + "$" + owner, false, Selector.class.getClassLoader()),
                    name,
                    type);
        } catch (ClassNotFoundException e) {
            throw new UnknownClientException(Selector.class.getName() + " has no " + owner, e);
        }
    }
}
