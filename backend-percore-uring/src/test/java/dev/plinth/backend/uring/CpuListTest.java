package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {

    @Test
    void theOrderGivenIsKept() {
        assertThat(CpuList.inOrder("4, 0,2-3,8191")).containsExactly(4, 0, 2, 3, 8191);
        assertThat(CpuList.inOrder(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0-1", "0,2,5-7", "1,3-4,8190-8191"})
    void whatIsReadIsWrittenTheSame(String list) {
        assertThat(CpuList.text(CpuList.parse(list))).isEqualTo(list);
    }

    @Test
    void noCpusAreNone() {
        assertThat(CpuList.text(new BitSet())).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1-", "-1", "3-1", "1,,2", "1,", "8192", "0-99999999999", "1-2-3", "0x3"})
    void whatIsNoListIsRefused(String list) {
        assertThatThrownBy(() -> CpuList.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + list + "'")
                .hasMessageContaining("0,2,5-7");
    }
}
