package dev.plinth.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that was put together without the flight recorder (jlink) runs every backend all the same. */
class WithoutJfrTest {

    private static final String MODULES =
            "java.base,java.logging,java.management,java.naming,java.xml,java.sql,jdk.net,jdk.unsupported";

    @ParameterizedTest
    @ValueSource(strings = {"netty-nio", "percore-uring"})
    void theProgramRuns(String backend) throws Exception {
        Jvms.Ended ended = Jvms.plinth(
                Jvms.current(),
                0,
                Map.of("PLINTH_BACKEND", backend, "JDK_JAVA_OPTIONS", "--limit-modules=" + MODULES),
                "info");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains(backend + " on ").doesNotContain("NoClassDefFoundError");
    }
}
