package dev.plinth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendSelectorTest {

    private static RuntimeConfig config(Map<String, String> properties, Map<String, String> environment) {
        return RuntimeConfig.builder()
                .sources(properties::get, environment::get)
                .build();
    }

    private static RuntimeConfig auto() {
        return config(Map.of(), Map.of());
    }

    private static BackendSelector of(AsyncRuntimeProvider... providers) {
        return new BackendSelector(List.of(providers), List.of());
    }

    @Test
    void autoTakesTheHighestPriorityAndDoesNotTouchTheRest() {
        StubProvider low = new StubProvider("low", 1);
        StubProvider high = new StubProvider("high", 2);

        Selection selection = of(low, high).start(auto()).info().selection();

        assertThat(selection.chosen()).isEqualTo("high");
        assertThat(selection.requested()).isEqualTo("auto");
        assertThat(selection.requestedBy()).isEqualTo("default");
        assertThat(low.created).isZero();
        assertThat(selection.others())
                .extracting(BackendStatus::summary)
                .containsExactly("low: not tried, priority 1 is lower");
    }

    @Test
    void autoPassesOverWhatIsUnavailableAndSaysWhy() {
        BackendSelector selector = of(
                StubProvider.unavailable("ring", 9, "io_uring_setup gives EPERM", "allow it"),
                new StubProvider("faulty", 8, context -> {
                    throw new IllegalStateException("bug");
                }),
                new StubProvider("floor", 1));

        Selection selection = selector.start(auto()).info().selection();

        assertThat(selection.chosen()).isEqualTo("floor");
        assertThat(selection.toString())
                .contains("ring: io_uring_setup gives EPERM")
                .contains("faulty: it failed to start: java.lang.IllegalStateException: bug");
    }

    @Test
    void aNameMeansRequired() {
        StubProvider floor = new StubProvider("floor", 1);
        BackendSelector selector =
                of(StubProvider.unavailable("ring", 9, "io_uring_setup gives EPERM", "run with X"), floor);

        assertThatThrownBy(() -> selector.start(config(Map.of(), Map.of("PLINTH_BACKEND", "ring"))))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessage("backend 'ring' was required (environment variable PLINTH_BACKEND) but io_uring_setup"
                        + " gives EPERM; run with X, or set plinth.backend=auto to take the best one available");
        assertThat(floor.created).isZero();
    }

    @Test
    void theNamedOneRunsThoughABetterOneIsThere() {
        StubProvider better = new StubProvider("better", 9);
        Selection selection = of(better, new StubProvider("floor", 1))
                .start(config(Map.of("plinth.backend", "Floor"), Map.of()))
                .info()
                .selection();

        assertThat(selection.chosen()).isEqualTo("floor");
        assertThat(selection.requestedBy()).isEqualTo("system property plinth.backend");
        assertThat(better.created).isZero();
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        BackendSelector selector = of(new StubProvider("one", 2), new StubProvider("two", 1));

        assertThatThrownBy(() -> selector.start(config(Map.of("plinth.backend", "thre"), Map.of())))
                .isInstanceOf(UnknownBackendException.class)
                .hasMessageContaining("unknown backend 'thre' (system property plinth.backend)")
                .hasMessageContaining("known: [one, two]");
    }

    @Test
    void noBackendAtAllSaysWhatToAdd() {
        assertThatThrownBy(() -> of().start(auto()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("no Plinth backend on the classpath")
                .hasMessageContaining("plinth-backend-netty-epoll");
    }

    @Test
    void noneThatRunsListsEachReason() {
        BackendSelector selector =
                of(StubProvider.unavailable("a", 2, "reason a", ""), StubProvider.unavailable("b", 1, "reason b", ""));

        assertThatThrownBy(() -> selector.start(auto()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("a: reason a; b: reason b");
    }

    @Test
    void aBadSettingIsNotTakenForUnavailability() {
        StubProvider floor = new StubProvider("floor", 1);
        BackendSelector selector = of(
                new StubProvider("picky", 2, context -> {
                    throw new ConfigException("plinth.picky=7 is odd");
                }),
                floor);

        assertThatThrownBy(() -> selector.start(auto())).isInstanceOf(ConfigException.class);
        assertThat(floor.created).isZero();
    }

    @Test
    void diagnoseBuildsEachAndShutsItDown() {
        StubProvider fine = new StubProvider("fine", 2);
        List<BackendStatus> all =
                of(fine, StubProvider.unavailable("ring", 3, "no", "do")).diagnose(auto());

        assertThat(all).extracting(BackendStatus::name).containsExactly("ring", "fine");
        assertThat(all)
                .extracting(BackendStatus::state)
                .containsExactly(BackendStatus.State.UNAVAILABLE, BackendStatus.State.AVAILABLE);
        assertThat(fine.created).isEqualTo(1);
        assertThat(fine.closed).isEqualTo(1);
    }
}
