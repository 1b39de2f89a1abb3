package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** SUBSCRIBE, PSUBSCRIBE, across a reconnect, too. */
class PubSubTest extends RedisSuite {

    @Test
    void messagesArriveInOrderOnOneCore() {
        StatefulRedisPubSubConnection<String, String> subscriber = runtime.blockOn(adapter.openPubSub());
        Recorder recorder = new Recorder();
        subscriber.addListener(recorder);
        subscriber.sync().subscribe("news");
        subscriber.sync().psubscribe("w*");
        for (int i = 0; i < 100; i++) {
            assertThat(adapter.sync().publish("news", "n" + i)).isEqualTo(1);
        }
        adapter.sync().publish("weather", "rain");
        await().atMost(PATIENCE).until(() -> recorder.messages.size() == 101);
        int i = 0;
        for (String message : recorder.messages) {
            assertThat(message).isEqualTo(i < 100 ? "news n" + i : "weather rain");
            i++;
        }
        assertThat(recorder.threads).hasSize(1).containsAnyOf(threadOf(0), threadOf(1));
    }

    @Test
    void reactiveSubscribersSeeThemToo() {
        StatefulRedisPubSubConnection<String, String> subscriber = runtime.blockOn(adapter.openPubSub());
        subscriber.reactive().subscribe("news").block(PATIENCE);
        StepVerifier.create(subscriber.reactive().observeChannels().take(2))
                .then(() -> adapter.async().publish("news", "1"))
                .assertNext(message -> assertThat(message.getMessage()).isEqualTo("1"))
                .then(() -> adapter.async().publish("news", "2"))
                .assertNext(message -> assertThat(message.getMessage()).isEqualTo("2"))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void subscriptionsComeBackAfterARestartOfTheServer() {
        StatefulRedisPubSubConnection<String, String> subscriber = runtime.blockOn(adapter.openPubSub());
        Recorder recorder = new Recorder();
        subscriber.addListener(recorder);
        subscriber.sync().subscribe("news");
        redis.stop();
        redis.startAgain();
        await().atMost(PATIENCE).until(() -> adapter.sync().publish("news", "again") == 1);
        await().atMost(PATIENCE).until(() -> !recorder.messages.isEmpty());
        assertThat(recorder.messages).containsOnly("news again");
    }

    private static final class Recorder extends RedisPubSubAdapter<String, String> {

        private final Queue<String> messages = new ConcurrentLinkedQueue<>();
        private final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public void message(String channel, String message) {
            threads.add(Thread.currentThread().getName());
            messages.add(channel + " " + message);
        }

        @Override
        public void message(String pattern, String channel, String message) {
            message(channel, message);
        }
    }
}
