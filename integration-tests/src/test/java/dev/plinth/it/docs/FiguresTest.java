package dev.plinth.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.plinth.cli.Plinth;
import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Comparisons;
import dev.plinth.cli.compare.Scope;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.pool.PoolSections;
import dev.plinth.cli.tasks.TasksSections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands that the README names can be given, and make the rows that it names. */
class FiguresTest {

    private static final Pattern COMMAND = Pattern.compile("(?m)(?:`|^)\\./plinth ([^`#…]+?)(?=`|\\s*#|\\n)");
    private static final Pattern MADE_BY = Pattern.compile("(?m)^\\| .* \\| `\\./plinth ([^`|]+)` \\| (.*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void everyCommandCanBeGiven() throws IOException {
        List<String> commands = COMMAND.matcher(ReadmeTest.readme())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(commands)
                .hasSizeGreaterThan(15)
                .allSatisfy(command -> assertThatCode(
                                () -> Plinth.parse(command.strip().split("\\s+")))
                        .as(command)
                        .doesNotThrowAnyException());
    }

    @Test
    void everyTableOfFiguresIsMadeAgainByACommandAndItsRows() throws IOException {
        List<MatchResult> lines = MADE_BY.matcher(ReadmeTest.readme()).results().toList();

        assertThat(lines).hasSizeGreaterThan(8).allSatisfy(line -> {
            List<String> rows = NAME.matcher(line.group(2))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            List<String> made = rows(List.of(line.group(1).split(" ")));
            assertThat(rows)
                    .as(line.group(1))
                    .isNotEmpty()
                    .allSatisfy(row ->
                            assertThat(made).anySatisfy(each -> assertThat(row).matches(each)));
        });
    }

    /** Of a command, as patterns. */
    private static List<String> rows(List<String> command) {
        switch (String.join(" ", command.subList(0, 2))) {
            case "bench echo":
                return List.of("\\d+x\\d+");
            case "bench tasks":
                return TasksSections.NAMES;
            case "bench pool":
                return PoolSections.NAMES;
            default:
                assertThat(command.get(0)).isEqualTo("compare");
        }
        List<Comparison> named = Comparisons.all().stream()
                .filter(comparison -> command.contains(comparison.adapter()))
                .toList();
        assertThat(named).as("%s", command).isNotEmpty();
        List<String> workloads = command.stream()
                .filter(argument -> argument.startsWith("--workloads="))
                .flatMap(argument -> Arrays.stream(argument.split("=")[1].split(",")))
                .toList();
        List<String> names = new ArrayList<>();
        Scope.of(named, workloads.isEmpty() ? null : workloads, null, false, IllegalArgumentException::new)
                .forEach(scope -> scope.workloads().stream().map(Workload::name).forEach(names::add));
        return names;
    }
}
