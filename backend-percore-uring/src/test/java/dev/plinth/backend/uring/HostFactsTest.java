package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostFactsTest {

    private static HostFacts kernel(String release) {
        return new HostFacts("Linux", "amd64", release, 0, 0, false, "unlimited");
    }

    @Test
    void releasesAreCompared() {
        assertThat(kernel("6.18.44-fc-v595").kernelAtLeast(6, 0)).isTrue();
        assertThat(kernel("6.0").kernelAtLeast(6, 0)).isTrue();
        assertThat(kernel("6.0.0-1-amd64").kernelAtLeast(6, 1)).isFalse();
        assertThat(kernel("5.15.0-generic").kernelAtLeast(6, 0)).isFalse();
        assertThat(kernel("10.1").kernelAtLeast(6, 5)).isTrue();
    }

    @Test
    void whatCannotBeReadIsNot() {
        assertThat(kernel("unknown").kernelAtLeast(0, 0)).isFalse();
        assertThat(kernel("").kernelAtLeast(0, 0)).isFalse();
    }
}
