package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.cli.report.HtmlReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser: it runs without an error, asks no network for anything, and shows its summary. */
class PageTest {

    /** Before anything else on the page: what goes wrong from here on. */
    private static final String WATCH = """
            <script>
            window.problems = [];
            addEventListener('error', e => problems.push('error: ' + (e.message || e.target.outerHTML)), true);
            addEventListener('unhandledrejection', e => problems.push('rejected: ' + e.reason));
            document.addEventListener('securitypolicyviolation', e => problems.push('fetched: ' + e.blockedURI));
            </script>
            """;

    /** After everything else. */
    private static final String TELL = """
            <script>
            addEventListener('load', () => {
              const summary = document.getElementById('summary'), style = getComputedStyle(document.body);
              const told = { problems, background: style.backgroundColor, ink: style.color,
                requests: performance.getEntriesByType('resource').map(entry => entry.name),
                summary: summary.innerText, summaryTop: summary.getBoundingClientRect().top,
                summaryHeight: summary.offsetHeight, raw: document.getElementById('raw').textContent.length,
                charts: [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 100).length,
                rounds: document.querySelectorAll('section.work details tbody tr').length,
                wide: document.documentElement.scrollWidth - document.documentElement.clientWidth };
              document.documentElement.dataset.told =
                  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(told))));
            });
            </script>
            """;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void showsItselfInLightAndDark(boolean dark, @TempDir Path folder) throws Exception {
        Optional<Browser> browser = Browser.find();
        assumeTrue(browser.isPresent(), "no Chromium is installed (Debian's package chromium)");
        Path page = folder.resolve("page.html");
        Files.writeString(
                page,
                HtmlReport.render(Canned.compared(1))
                        .replaceFirst("<title", Matcher.quoteReplacement(WATCH) + "<title")
                        .replace("</body>", TELL + "</body>"));

        Map<String, Object> told = told(browser.get().load(page, dark, folder));

        assertThat((List<?>) told.get("problems")).isEmpty();
        assertThat((List<?>) told.get("requests")).isEmpty();
        assertThat((String) told.get("summary"))
                .contains(
                        "In short",
                        "Redis 7.0.15: Take percore-uring",
                        "no difference measured",
                        "1.04 times as much as it (1.02 to 1.06)");
        assertThat(number(told, "summaryHeight")).isGreaterThan(50);
        assertThat(number(told, "summaryTop")).as("at the top").isLessThan(400);
        assertThat(number(told, "charts")).isEqualTo(9);
        assertThat(number(told, "rounds")).isEqualTo(3 * 6 * 3);
        assertThat(number(told, "raw")).isGreaterThan(1000);
        assertThat(number(told, "wide")).as("nothing hangs over").isLessThanOrEqualTo(0);
        assertThat(brightness((String) told.get("background"))).matches(value -> dark ? value < 64 : value > 192);
        assertThat(brightness((String) told.get("ink"))).matches(value -> dark ? value > 192 : value < 64);
    }

    private static int number(Map<String, Object> told, String name) {
        return ((Number) told.get(name)).intValue();
    }

    private static Map<String, Object> told(String document) throws IOException {
        Matcher told = Pattern.compile("data-told=\"([^\"]+)\"").matcher(document);
        assertThat(told.find()).as(document).isTrue();
        return JSON.std.mapFrom(new String(Base64.getDecoder().decode(told.group(1)), StandardCharsets.UTF_8));
    }

    /** Of {@code rgb(246, 246, 243)}. */
    private static int brightness(String colour) {
        Matcher numbers = Pattern.compile("\\d+").matcher(colour);
        return (int) numbers.results()
                .mapToInt(each -> Integer.parseInt(each.group()))
                .limit(3)
                .average()
                .orElseThrow();
    }
}
