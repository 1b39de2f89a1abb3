package dev.plinth.it.containers;

import dev.plinth.cli.servers.Docker;
import dev.plinth.cli.servers.ServerKind;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that run containers. Without Docker they are skipped, and the reason says what is missing; where the environment
 * variable {@code PLINTH_DOCKER} is {@code required} they run all the same, and fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsDocker.Condition.class)
public @interface NeedsDocker {

    /** A second version of Redis, beside the usual one. */
    String OTHER_REDIS = "redis:6.2";

    /** Looks for it once. */
    final class Condition implements ExecutionCondition {

        private static String missing;
        private static boolean asked;

        /** Made by JUnit. */
        public Condition() {}

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String why = "required".equals(System.getenv("PLINTH_DOCKER")) ? null : missing();
            return why == null
                    ? ConditionEvaluationResult.enabled("Docker answers")
                    : ConditionEvaluationResult.disabled("Docker: " + why);
        }

        private static synchronized String missing() {
            if (!asked) {
                missing = Docker.missing();
                if (missing == null) {
                    missing = Stream.concat(
                                    Stream.of(InContainer.JAVA, OTHER_REDIS),
                                    Stream.of(ServerKind.values()).map(ServerKind::usualImage))
                            .filter(image -> !Docker.has(image))
                            .findFirst()
                            .map(image -> "it has no " + image + ": run docker/images")
                            .orElse(null);
                }
                asked = true;
            }
            return missing;
        }
    }
}
