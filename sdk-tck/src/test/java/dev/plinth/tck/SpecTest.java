package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Holds SPEC.md and the tests together. */
class SpecTest {

    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("required_spec(\\d+)_\\w+");

    private static List<String> tested() {
        return Arrays.stream(BackendTck.class.getDeclaredClasses())
                .filter(group -> group.isAnnotationPresent(Nested.class))
                .flatMap(group -> Arrays.stream(group.getSuperclass().getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> {
                    var name = NAME.matcher(method.getName());
                    assertThat(name.matches()).as(method.toString()).isTrue();
                    return name.group(1);
                })
                .sorted()
                .toList();
    }

    @Test
    void everyRuleOfTheListHasItsTestAndEveryTestItsRule() throws IOException {
        List<String> listed = ROW.matcher(Files.readString(Path.of("SPEC.md")))
                .results()
                .map((MatchResult row) -> row.group(1))
                .sorted()
                .toList();
        assertThat(listed).isNotEmpty().doesNotHaveDuplicates().isEqualTo(tested());
    }
}
