package dev.plinth.cli.compare;

import dev.plinth.cli.db.DbComparison;
import dev.plinth.cli.kafka.KafkaComparison;
import dev.plinth.cli.nats.NatsComparison;
import dev.plinth.cli.redis.ConnectionsComparison;
import dev.plinth.cli.redis.RedisComparison;
import dev.plinth.cli.service.ServiceComparison;
import java.util.List;

/** The adapters that can be compared. */
public final class Comparisons {

    private static final List<Comparison> ALL = List.of(
            new RedisComparison(),
            new ConnectionsComparison(),
            new DbComparison(),
            new NatsComparison(),
            new KafkaComparison(),
            new ServiceComparison());

    private Comparisons() {}

    /** All of them. */
    public static List<Comparison> all() {
        return ALL;
    }
}
