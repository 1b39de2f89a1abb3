package dev.plinth.kafka;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;

/** The selector that kafka-clients made for itself, and what it was made of. */
final class FormerSelector {

    private static final String GROUP_SUFFIX = "-metrics";

    private final Selector selector;
    private final AutoCloseable sensors;
    private final String metricGroupPrefix;

    /**
     * Looks whether it is as expected.
     *
     * @throws UnknownClientException if it is not
     */
    FormerSelector(Selectable selectable) {
        if (selectable == null || selectable.getClass() != Selector.class) {
            throw new UnknownClientException("the client's selector is "
                    + (selectable == null
                            ? "not there"
                            : "a " + selectable.getClass().getName()));
        }
        this.selector = (Selector) selectable;
        this.sensors = SelectorFields.SENSORS.get(selector, AutoCloseable.class);
        String group = SelectorFields.METRIC_GROUP.get(sensors, String.class);
        if (!group.endsWith(GROUP_SUFFIX)) {
            throw new UnknownClientException("the selector's metrics are in group '" + group + "'");
        }
        this.metricGroupPrefix = group.substring(0, group.length() - GROUP_SUFFIX.length());
        if (channelBuilder() == null || metrics() == null || time() == null || metricTags() == null) {
            throw new UnknownClientException("the client's selector is incomplete");
        }
    }

    /** Its lines begin with what the client is called, and its group or its transactions. */
    Logger log() {
        return SelectorFields.LOG.get(selector, Logger.class);
    }

    int maxReceiveSize() {
        return SelectorFields.MAX_RECEIVE_SIZE.get(selector, Integer.class);
    }

    long maxIdleMillis() {
        Object idle = SelectorFields.IDLE.get(selector, Object.class);
        return idle == null
                ? Selector.NO_IDLE_TIMEOUT_MS
                : TimeUnit.NANOSECONDS.toMillis(SelectorFields.IDLE_NANOS.get(idle, Long.class));
    }

    /** How long a channel stays open after a failed authentication, so that its peer does not try again at once. */
    int authenticationDelayMillis() {
        return SelectorFields.AUTHENTICATION_DELAY.get(selector, Integer.class);
    }

    Metrics metrics() {
        return SelectorFields.METRICS.get(sensors, Metrics.class);
    }

    String metricGroupPrefix() {
        return metricGroupPrefix;
    }

    @SuppressWarnings("unchecked")
    Map<String, String> metricTags() {
        return SelectorFields.METRIC_TAGS.get(sensors, Map.class);
    }

    boolean metricsPerConnection() {
        return SelectorFields.PER_CONNECTION.get(sensors, Boolean.class);
    }

    boolean timePerConnection() {
        return SelectorFields.TIME_PER_CONNECTION.get(selector, Boolean.class);
    }

    Time time() {
        return SelectorFields.TIME.get(selector, Time.class);
    }

    ChannelBuilder channelBuilder() {
        return SelectorFields.CHANNEL_BUILDER.get(selector, ChannelBuilder.class);
    }

    /** So that another selector can have metrics of the same names. */
    void giveUpMetrics() {
        try {
            sensors.close();
        } catch (Exception e) {
            throw new UnknownClientException("the selector's metrics could not be given up", e);
        }
    }

    // ---- on the client's own thread

    List<KafkaChannel> channels() {
        return selector.channels();
    }

    boolean isReady(String id) {
        return selector.isChannelReady(id);
    }

    void close(String id) {
        selector.close(id);
    }

    void wakeup() {
        selector.wakeup();
    }

    /** Its connections and its descriptors; its channel builder and its metrics are its successor's. */
    void close() throws IOException {
        channels().forEach(channel -> close(channel.id()));
        SelectorFields.NIO_SELECTOR
                .get(selector, java.nio.channels.Selector.class)
                .close();
    }

    void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // an epoll descriptor that is gone already
        }
    }
}
