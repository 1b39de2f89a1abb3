package dev.plinth.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pieces that several threads use at once, for some seconds each. CONTRIBUTING.md has the long form. */
class ConcurrencyTest {

    private static final long MILLIS = 200;
    private static final long MORE_MILLIS = 2_000;

    private static Map<String, Jcstress.Seen> seen;

    @BeforeAll
    @Timeout(value = 12, unit = TimeUnit.HOURS) // of the long form; the short one has a limit of its own
    static void run(@TempDir Path folder) throws Exception {
        seen = Jcstress.run("dev.plinth", MILLIS, folder);
        for (int again = 0; again < 3 && !missed().isEmpty(); again++) {
            Jcstress.run(String.join("|", missed()), MORE_MILLIS, folder).forEach((test, more) -> seen.put(test, more));
        }
    }

    /** Twins of which nothing forbidden was seen: what goes wrong once in a thousand times takes its time on a busy machine. */
    private static List<String> missed() {
        return seen.entrySet().stream()
                .filter(test ->
                        isTwin(test.getKey()) && test.getValue().forbidden().isEmpty())
                .map(test -> Pattern.quote(test.getKey()) + "$")
                .toList();
    }

    private static boolean isTwin(String test) {
        return test.substring(test.lastIndexOf('.') + 1).startsWith("Twin");
    }

    private static String piece(String test) {
        return test.substring(0, test.lastIndexOf('.'));
    }

    @Test
    void everyPieceHasATwin() {
        Set<String> pieces = seen.keySet().stream().map(ConcurrencyTest::piece).collect(Collectors.toSet());
        Set<String> withTwin = seen.keySet().stream()
                .filter(ConcurrencyTest::isTwin)
                .map(ConcurrencyTest::piece)
                .collect(Collectors.toSet());

        assertThat(pieces).isNotEmpty().isEqualTo(withTwin);
    }

    @TestFactory
    Stream<DynamicTest> whatIsSoundShowsNothingForbidden() {
        return tests(false, result -> {
            assertThat(result.failures()).isEmpty();
            assertThat(result.forbidden()).as("forbidden outcomes").isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> aBrokenTwinIsFound() {
        return tests(
                true,
                result ->
                        assertThat(result.forbidden()).as("forbidden outcomes").isNotEmpty());
    }

    private static Stream<DynamicTest> tests(boolean twins, Consumer<Jcstress.Seen> check) {
        return seen.entrySet().stream()
                .filter(test -> isTwin(test.getKey()) == twins)
                .map(test -> DynamicTest.dynamicTest(test.getKey(), () -> {
                    assertThat(test.getValue().samples()).as("samples").isPositive();
                    check.accept(test.getValue());
                }));
    }
}
