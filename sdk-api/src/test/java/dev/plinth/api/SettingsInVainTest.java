package dev.plinth.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Settings of a backend that does not run: told of, in the log and in info(). */
class SettingsInVainTest {

    private static final ConfigKey<String> PLACEMENT = ConfigKey.text("plinth.ring.placement", "auto", "where");
    private static final ConfigKey<Integer> DEPTH = ConfigKey.number("plinth.ring.depth", 512, 1, 1024, "how deep");

    private final Logger logger = (Logger) LoggerFactory.getLogger(BackendSelector.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    private static StubProvider ring() {
        return StubProvider.unavailable("ring", 9, "io_uring_setup gives EPERM", "run with X")
                .with(PLACEMENT, DEPTH);
    }

    private static RuntimeInfo start(Map<String, String> properties, AsyncRuntimeProvider... providers) {
        RuntimeConfig config =
                RuntimeConfig.builder().sources(properties::get, name -> null).build();
        return new BackendSelector(List.of(providers), List.of()).start(config).info();
    }

    private List<String> logged() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void autoThatFallsBackSaysWhatHasNoEffectAndWhy() {
        RuntimeInfo info = start(Map.of("plinth.ring.placement", "fixed:0,1"), ring(), new StubProvider("floor", 1));

        assertThat(info.warnings())
                .containsExactly("plinth.ring.placement=fixed:0,1 (system property plinth.ring.placement) has no effect"
                        + " on 'floor', which runs; 'ring' was passed over: io_uring_setup gives EPERM; run with X to"
                        + " have it, or unset the setting");
        assertThat(info.toString()).contains("warning: plinth.ring.placement=fixed:0,1");
        assertThat(logged()).isEqualTo(info.warnings());
    }

    @Test
    void theSettingsOfOneBackendShareALine() {
        RuntimeInfo info = start(
                Map.of("plinth.ring.placement", "pack", "plinth.ring.depth", "64"),
                ring(),
                new StubProvider("floor", 1));

        assertThat(info.warnings())
                .singleElement()
                .asString()
                .contains("plinth.ring.placement=pack")
                .contains("plinth.ring.depth=64")
                .contains(" have no effect on 'floor'");
        assertThat(logged()).hasSize(1);
    }

    @Test
    void aBackendThatWasNotTriedIsAskedForByName() {
        RuntimeInfo info = start(
                Map.of("plinth.ring.depth", "64", "plinth.backend", "floor"),
                new StubProvider("ring", 9).with(DEPTH),
                new StubProvider("floor", 1));

        assertThat(info.warnings())
                .singleElement()
                .asString()
                .contains("'ring' was passed over: not tried, 'floor' is required; set plinth.backend=ring to have it");
    }

    @Test
    void defaultsAndTheSettingsOfTheBackendThatRunsAreNothingToTell() {
        RuntimeInfo fallenBack = start(Map.of("plinth.ring.placement", "auto"), ring(), new StubProvider("floor", 1));
        RuntimeInfo shared =
                start(Map.of("plinth.ring.placement", "pack"), ring(), new StubProvider("ring-2", 1).with(PLACEMENT));
        RuntimeInfo own = start(
                Map.of("plinth.ring.placement", "pack"),
                new StubProvider("ring", 9).with(PLACEMENT),
                new StubProvider("floor", 1));

        assertThat(List.of(fallenBack, shared, own))
                .allSatisfy(info -> assertThat(info.warnings()).isEmpty());
        assertThat(logged()).isEmpty();
    }

    @Test
    void theBackendsOwnWarningsAreKept() {
        Selection selection = new Selection("auto", "default", "floor", List.of(), List.of("lost"));
        RuntimeInfo info = new RuntimeInfo("floor", "none", List.of(), selection, List.of("slow", "lost"), Map.of());

        assertThat(info.warnings()).containsExactly("lost", "slow");
    }
}
