package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.cli.report.BenchConsole;
import dev.plinth.cli.report.BenchHtml;
import dev.plinth.cli.report.BenchJson;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The three reports of a benchmark whose result is known. */
class BenchReportTest {

    private static Map<String, Object> row(String name) throws IOException {
        return ReportTest.rows(BenchJson.render(CannedBench.report())).stream()
                .filter(row -> name.equals(row.get("name")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ratiosAreTakenRoundByRoundSoThatADisturbedRoundDoesNotShowInThem() throws IOException {
        assertThat(row("plinth/percore-uring"))
                .containsEntry("costMicros", 6.0)
                .containsEntry("costMicrosMax", 18.0)
                .containsEntry("ratioToBaseline", 0.75)
                .containsEntry("ratioToBaselineMin", 0.75)
                .containsEntry("ratioToBaselineMax", 0.75)
                .containsEntry("ratioToLimit", 1.5)
                .containsEntry("backend", "percore-uring")
                .containsEntry("activeTransport", "io_uring")
                .containsEntry("plinth", true)
                .containsEntry("status", "ok");
        assertThat(row("limit")).containsEntry("ratioToLimit", 1.0).containsEntry("ratioToBaseline", 0.5);
    }

    @Test
    void oneThatDidNotRunSaysWhy() throws IOException {
        assertThat(row("plinth/virtualthreads"))
                .containsEntry("status", "not run")
                .containsEntry("problem", "no Java " + Canned.EVIL)
                .containsEntry("costMicros", null);
        assertThat(row("broken")).containsEntry("status", "failed").containsEntry("ratioToBaseline", null);
        assertThat(BenchConsole.render(CannedBench.report()))
                .containsPattern("plinth/virtualthreads +not run: no Java")
                .containsPattern("broken +FAILED: its JVM ended with status 134\n")
                .contains("the last words");
    }

    @Test
    void theTableHasTheSpreadAndTheRatios() {
        assertThat(BenchConsole.render(CannedBench.report()))
                .containsPattern("who +runs on +cost us \\(min..max\\) +per s +x peer \\(min..max\\) +x limit")
                .containsPattern("plinth/percore-uring +io_uring +6.00 \\(6.00..18.0\\) +166,667 +0.75 +1.50")
                .contains("A remark.", "3 round(s)");
    }

    @Test
    void thePageIsSelfContainedWellFormedAndItsDataIsTheJson() throws Exception {
        String html = BenchHtml.render(CannedBench.report());

        assertThat(html).contains("plinth/percore-uring").contains("prefers-color-scheme: dark");
        assertThat(html)
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("url(")
                .doesNotContain("@import");
        assertThat(html).doesNotContain(Canned.EVIL);
        Matcher data = Pattern.compile("id=\"plinth-data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertThat(data.find()).isTrue();
        assertThat(JSON.std.mapFrom(data.group(1))).isEqualTo(JSON.std.mapFrom(BenchJson.render(CannedBench.report())));
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
        int charts = 0;
        while (svg.find()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg.group())));
            charts++;
        }
        assertThat(charts).isEqualTo(2);
    }
}
