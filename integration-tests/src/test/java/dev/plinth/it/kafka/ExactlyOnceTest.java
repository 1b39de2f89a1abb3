package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.it.redis.Backends;
import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A topic is copied exactly once, though the members of the group that copies it come and go. All backends, with both
 * group protocols, side by side.
 */
class ExactlyOnceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> LISTENERS = List.of("PLAINTEXT", Broker.DOOMED, Broker.SLUGGISH);

    private static final List<Make> MAKES = new ArrayList<>();
    private static final List<CopyingGroup> GROUPS = new ArrayList<>();
    /** By backend and listener. */
    private static final Map<List<String>, KafkaAdapter> ADAPTERS = new HashMap<>();
    /** Names of the copies that can be read, by topic. */
    private static final Map<String, List<String>> COPIES = new HashMap<>();

    private static Broker broker;
    private static Consumer<String, String> reader;

    @BeforeAll
    static void start() {
        broker = Broker.shared();
        for (String backend : Backends.expected().toList()) {
            Make make = new Make(backend, Map.of(), Map.of());
            MAKES.add(make);
            for (String listener : LISTENERS) {
                Map<String, Object> settings = broker.client(listener);
                settings.put("request.timeout.ms", 2_000);
                ADAPTERS.put(
                        List.of(backend, listener),
                        make.runtime().blockOn(KafkaAdapter.connect(make.runtime(), settings)));
            }
            for (String protocol : List.of("classic", "consumer")) {
                GROUPS.add(new CopyingGroup(broker, ADAPTERS.get(List.of(backend, LISTENERS.get(0))), protocol));
            }
        }
        reader = reader("read_committed");
    }

    @AfterAll
    static void stop() {
        reader.close();
        broker.proxy(Broker.DOOMED).heal();
        broker.proxy(Broker.SLUGGISH).heal();
        ADAPTERS.values().forEach(KafkaAdapter::close);
        MAKES.forEach(Make::close);
    }

    /** Of all copies, from the beginning; in no group, so that it sees each record of the log once. */
    private static Consumer<String, String> reader(String isolation) {
        Consumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.servers(), "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer());
        List<TopicPartition> all = GROUPS.stream()
                .flatMap(group -> IntStream.range(0, CopyingGroup.PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(group.to(), partition)))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return consumer;
    }

    private static void read() {
        for (ConsumerRecord<String, String> record : reader.poll(Duration.ofMillis(50))) {
            COPIES.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(record.key());
        }
    }

    private static int copies(CopyingGroup group) {
        return COPIES.getOrDefault(group.to(), List.of()).size();
    }

    /** Waits until it is so of all, reading meanwhile. */
    private static <T> void await(String what, List<T> all, Predicate<T> test) {
        Awaitility.await(what).atMost(PATIENCE).untilAsserted(() -> {
            read();
            assertThat(all).allMatch(test);
        });
    }

    /** Waits until as much can be read as was sent before now. */
    private static void flows(String what) {
        Map<CopyingGroup, Integer> before = new HashMap<>();
        GROUPS.forEach(group -> before.put(group, group.sent()));
        await(what, GROUPS, group -> copies(group) >= before.get(group));
    }

    /** Has a member join each group, and waits until each has had its part. */
    private static List<CopyingGroup.Member> join(String listener) {
        List<CopyingGroup.Member> members = GROUPS.stream()
                .map(group -> group.join(ADAPTERS.get(List.of(group.backend(), listener))))
                .toList();
        copyOn("members by way of " + listener, members);
        return members;
    }

    private static void copyOn(String who, List<CopyingGroup.Member> members) {
        Map<CopyingGroup.Member, Integer> before = new HashMap<>();
        members.forEach(member -> before.put(member, member.copied()));
        await(who, members, member -> member.copied() > before.get(member) + 10);
    }

    @Test
    void membersOfItsGroupComeAndGo() {
        List<CopyingGroup.Member> first = join(LISTENERS.get(0));
        List<CopyingGroup.Member> second = join(LISTENERS.get(0));
        first.forEach(CopyingGroup.Member::leave);
        flows("after one has left");

        List<CopyingGroup.Member> doomed = join(Broker.DOOMED);
        List<CopyingGroup.Member> sluggish = join(Broker.SLUGGISH);
        for (List<CopyingGroup.Member> members : List.of(doomed, sluggish)) {
            members.forEach(CopyingGroup.Member::hold);
            await("a transaction", members, CopyingGroup.Member::isHeld);
        }
        FaultProxy killed = broker.proxy(Broker.DOOMED); // to the broker it is as if their processes were gone
        killed.refuse();
        killed.reset();
        broker.proxy(Broker.SLUGGISH).bothWays(Faults.none().stall());
        doomed.forEach(CopyingGroup.Member::goOn);
        sluggish.forEach(CopyingGroup.Member::goOn);
        flows("after one was killed and one was lost");
        doomed.forEach(CopyingGroup.Member::leave);
        broker.proxy(Broker.SLUGGISH).heal(); // and what they said is heard, too late
        copyOn("who were lost", sluggish);
        copyOn("who have stayed", second);

        Map<CopyingGroup, Integer> sent = new HashMap<>();
        GROUPS.forEach(group -> sent.put(group, group.stopSending()));
        await("all copies", GROUPS, group -> copies(group) >= sent.get(group));
        second.forEach(CopyingGroup.Member::leave);
        sluggish.forEach(CopyingGroup.Member::leave);
        readToTheEnd();
        for (CopyingGroup group : GROUPS) {
            assertThat(COPIES.get(group.to()))
                    .as(group.toString())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, sent.get(group))
                            .mapToObj(Integer::toString)
                            .toList());
        }
        await("the end of those who are killed, with no broker to be had", doomed, member -> !member.isThere());
    }

    /** Until no transaction is open, and nothing lies behind what was read. */
    private static void readToTheEnd() {
        try (Consumer<String, String> all = reader("read_uncommitted")) {
            Awaitility.await("the end").atMost(PATIENCE).untilAsserted(() -> {
                read();
                assertThat(all.endOffsets(all.assignment()))
                        .allSatisfy((partition, end) ->
                                assertThat(reader.position(partition)).isEqualTo(end));
            });
        }
    }
}
