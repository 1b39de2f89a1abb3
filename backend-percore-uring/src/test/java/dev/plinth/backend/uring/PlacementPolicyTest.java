package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPolicyTest {

    static PlacementPolicy policy(String text) {
        return PlacementPolicy.of(
                RuntimeConfig.builder().set(UringConfig.PLACEMENT, text).build());
    }

    @Test
    void eachIsUnderstood() {
        assertThat(PlacementPolicy.of(RuntimeConfig.builder().build()).required())
                .isFalse();
        assertThat(policy("auto").kind()).isEqualTo(PlacementPolicy.Kind.AUTO);
        assertThat(policy("Spread").kind()).isEqualTo(PlacementPolicy.Kind.SPREAD);
        assertThat(policy("pack").kind()).isEqualTo(PlacementPolicy.Kind.PACK);
        assertThat(policy("unbound").binds()).isFalse();
        assertThat(policy("fixed:4,0,2-3").cpus()).containsExactly(4, 0, 2, 3);
        assertThat(policy("set: 0-2").cpus()).containsExactly(0, 1, 2);
        assertThat(policy("set:1").text()).startsWith("plinth.uring.placement=set:1 (");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maybe   | it must be auto, unbound, spread, pack, fixed: or set:",
                "fixed   | fixed needs CPUs, as in fixed:0,2,5-7",
                "set:    | set needs CPUs, as in set:0,2,5-7",
                "pack:1  | pack takes no CPUs",
                "fixed:a | 'a' is no list of CPUs",
                "set:0,0 | a CPU is listed twice"
            })
    void anythingElseIsRefused(String text, String message) {
        assertThatThrownBy(() -> policy(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("plinth.uring.placement=" + text + " (")
                .hasMessageContaining(message);
    }
}
