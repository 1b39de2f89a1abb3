package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.CoreInfo;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RingStats;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JfrRuntimeEventsTest {

    private static final RuntimeInfo INFO = new RuntimeInfo(
            "test",
            "none",
            List.of(CoreInfo.unpinned(0, "core-0", "anywhere")),
            new Selection("test", "the test", "test", List.of()),
            List.of(),
            Map.of());

    private static final Stall STALL = new Stall(
            1, "core-1", "reports", "task x", 100, Thread.currentThread().getStackTrace());

    private final AtomicInteger asked = new AtomicInteger();
    private final RuntimeEvents events = RuntimeEvents.create(INFO, this::stats);
    private final List<RecordedEvent> recorded = new CopyOnWriteArrayList<>();

    private RuntimeStats stats() {
        asked.incrementAndGet();
        CoreStats core = new CoreStats(
                0,
                42,
                7,
                1_500_000,
                1,
                2,
                3,
                4,
                5,
                6,
                List.of(),
                Optional.of(new RingStats(8, 9, -1)),
                Optional.empty(),
                Optional.empty());
        return new RuntimeStats(List.of(core), 0, 0, -1);
    }

    private RecordingStream stream;

    @AfterEach
    void stop() {
        events.stop();
        stream.close();
    }

    private RecordedEvent first(String name) {
        await().until(() -> recorded.stream().anyMatch(event -> is(event, name)));
        return recorded.stream().filter(event -> is(event, name)).findFirst().orElseThrow();
    }

    private static boolean is(RecordedEvent event, String name) {
        return event.getEventType().getName().equals(name);
    }

    private void record(String... names) {
        stream = new RecordingStream();
        stream.setReuse(false);
        stream.onEvent(event -> {
            if (event.getEventType().getName().startsWith("plinth.")) {
                recorded.add(event);
            }
        });
        for (String name : names) {
            stream.enable(name);
        }
        stream.startAsync();
    }

    @Test
    void stallsAndWarningsAreRecorded() {
        record("plinth.Stall", "plinth.Warning");
        events.stall(STALL, 123_000_000);
        events.warning("too much");
        RecordedEvent stall = first("plinth.Stall");
        assertThat(stall.getInt("core")).isEqualTo(1);
        assertThat(stall.getString("queue")).isEqualTo("reports");
        assertThat(stall.getString("task")).isEqualTo("task x");
        assertThat(stall.getDuration("lasted")).isEqualTo(Duration.ofMillis(123));
        assertThat(stall.getString("stack")).contains("at ", JfrRuntimeEventsTest.class.getName());
        assertThat(first("plinth.Warning").getString("text")).isEqualTo("too much");
    }

    @Test
    void aRecordingThatBeginsLaterKnowsWhatRuns() {
        record("plinth.Runtime");
        RecordedEvent runtime = first("plinth.Runtime");
        assertThat(runtime.getString("backend")).isEqualTo("test");
        assertThat(runtime.getInt("cores")).isEqualTo(1);
        assertThat(runtime.getString("info")).isEqualTo(INFO.toString());
    }

    @Test
    void theCountsOfEachCoreAreRecordedNowAndThen() {
        record("plinth.CoreStatistics");
        RecordedEvent core = first("plinth.CoreStatistics");
        assertThat(core.getLong("tasksRun")).isEqualTo(42);
        assertThat(core.getDuration("busy")).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(core.getLong("completions")).isEqualTo(9);
        assertThat(core.getLong("overflows")).isEqualTo(-1);
    }

    @Test
    void aRuntimeThatHasStoppedIsNotAskedAnyMore() {
        record("plinth.CoreStatistics", "plinth.Warning");
        first("plinth.CoreStatistics");
        events.stop();
        RuntimeEvents other = RuntimeEvents.create(INFO, this::stats);
        int before = asked.get();
        recorded.clear();
        await().until(() -> asked.get() >= before + 2); // the other one is asked, once each time
        other.stop();
        events.warning("not told");
        assertThat(recorded.stream().filter(event -> is(event, "plinth.Warning")))
                .isEmpty();
    }
}
