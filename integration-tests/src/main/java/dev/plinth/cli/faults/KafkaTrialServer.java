package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.servers.FaultProxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/** A broker, and the clients of {@link KafkaTrial}. A place is a topic. */
final class KafkaTrialServer implements TrialServer {

    private final String direct;
    private final KafkaTopics topics;
    private final Producer<String, String> feeding;
    private final Map<String, Arrivals> arrivals = new ConcurrentHashMap<>();

    KafkaTrialServer(String direct) {
        this.direct = direct;
        this.topics = new KafkaTopics(direct);
        this.feeding = KafkaProducing.feeding(direct);
    }

    @Override
    public String version() throws Exception {
        return topics.version();
    }

    @Override
    public void prepare(Workload workload, String place) throws Exception {
        topics.make(workload.equals(KafkaTrial.COPY) ? List.of(place, KafkaCopying.copies(place)) : List.of(place));
        arrivals.put(place, new Arrivals());
    }

    private static String servers(FaultProxy proxy) {
        return "127.0.0.1:" + proxy.port();
    }

    @Override
    public Subject stock(Workload workload, FaultProxy proxy, String place) {
        Arrivals coming = arrivals.get(place);
        if (workload.equals(KafkaTrial.RECEIVE)) {
            return arriving(coming, place, KafkaReceiving.stock(servers(proxy), place, coming));
        }
        if (workload.equals(KafkaTrial.COPY)) {
            return arriving(coming, place, KafkaCopying.stock(servers(proxy), direct, place, coming));
        }
        return sending(KafkaProducing.stock(servers(proxy)), place);
    }

    @Override
    public Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place) {
        Arrivals coming = arrivals.get(place);
        if (workload.equals(KafkaTrial.RECEIVE)) {
            return arriving(coming, place, KafkaReceiving.plinth(runtime, servers(proxy), place, coming));
        }
        if (workload.equals(KafkaTrial.COPY)) {
            return arriving(coming, place, KafkaCopying.plinth(runtime, servers(proxy), direct, place, coming));
        }
        return sending(KafkaProducing.plinth(runtime, servers(proxy)), place);
    }

    private Subject arriving(Arrivals coming, String place, Runnable close) {
        return subject(text -> coming.await(text, each -> KafkaProducing.send(feeding, place, each)), close);
    }

    private static Subject sending(Producer<String, String> producer, String place) {
        return subject(text -> KafkaProducing.send(producer, place, text), () -> KafkaProducing.close(producer));
    }

    private static Subject subject(Function<String, CompletionStage<String>> operation, Runnable close) {
        return new Subject() {
            @Override
            public CompletionStage<String> send(String text) {
                return operation.apply(text);
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    @Override
    public Collection<String> stored(Workload workload, String place) {
        return workload.equals(KafkaTrial.PRODUCE)
                ? topics.texts(place)
                : arrivals.get(place).all();
    }

    @Override
    public void close() {
        KafkaProducing.close(feeding);
    }
}
