package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Too many open files, for real: in a JVM of its own. */
class DescriptorsTest {

    @Test
    void aListenerThatCannotAcceptSaysSoOnceAndGoesOnLater() throws Exception {
        String output = ChildJvm.run(DescriptorsMain.class);
        assertThat(output)
                .contains("accepted meanwhile: 1", "accepted in the end: true")
                .contains("Too many open files", "ulimit -n")
                .containsOnlyOnce("accepts nothing for the moment");
    }
}
