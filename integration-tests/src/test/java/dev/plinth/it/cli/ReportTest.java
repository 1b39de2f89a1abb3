package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.cli.report.ConsoleReport;
import dev.plinth.cli.report.HtmlReport;
import dev.plinth.cli.report.JsonReport;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The three reports of a result that is known. */
class ReportTest {

    @Test
    void everyJsonRowHasTheFieldsThatAreDocumented() throws IOException {
        List<Map<String, Object>> rows = rows(JsonReport.render(Canned.report()));

        assertThat(rows).hasSize(3 * 8);
        assertThat(rows)
                .allSatisfy(row -> assertThat(row)
                        .containsKeys(
                                "adapter",
                                "workload",
                                "callers",
                                "inFlight",
                                "client",
                                "backend",
                                "activeTransport",
                                "opsPerSec",
                                "p50Micros",
                                "p99Micros",
                                "cpuMicrosPerOp",
                                "ratioToStock",
                                "ratioToStockMin",
                                "ratioToStockMax",
                                "cpuRatioToStock",
                                "threads",
                                "rssMb",
                                "errors",
                                "connections",
                                "status",
                                "problem"));
        Map<String, Object> uring = rows.stream()
                .filter(row -> "percore-uring".equals(row.get("backend")))
                .filter(row -> "get-pipelined-64".equals(row.get("workload")))
                .findFirst()
                .orElseThrow();
        assertThat(uring)
                .containsEntry("activeTransport", "io_uring")
                .containsEntry("callers", 1)
                .containsEntry("inFlight", 64)
                .containsEntry("opsPerSec", 431_000.0)
                .containsEntry("ratioToStock", 4.31)
                .containsEntry("cpuMicrosPerOp", 1.76)
                .containsEntry("status", "ok");
    }

    @Test
    void aContestantThatCouldNotRunIsARowThatSaysWhy() throws IOException {
        assertThat(rows(JsonReport.render(Canned.report())))
                .filteredOn(row -> "netty-nio".equals(row.get("backend")))
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("status", "not run")
                        .containsEntry("problem", "it cannot run here " + Canned.EVIL)
                        .containsEntry("opsPerSec", null));
        assertThat(ConsoleReport.render(Canned.report()))
                .containsPattern("Lettuce on Plinth +netty-nio +not run: it cannot run here")
                .containsPattern("vertx-redis-client +- +FAILED: its JVM ended with status 134")
                .contains("the last words");
    }

    @Test
    void theTerminalsVerdictNamesTheRatioItsSpreadAndWhereTheGainComesFrom() {
        assertThat(ConsoleReport.render(Canned.report()))
                .contains("percore-uring: 4.31x stock Lettuce's throughput (4.09..4.57) at 0.22 of its CPU per command")
                .contains("1.05x the best peer's (stock Lettuce with flush merging)")
                .contains("Most of it is flush merging")
                .contains("stock Lettuce on nio reaches 4.1x (get-pipelined-64), 4.1x (get-blocking-64)");
    }

    @Test
    void whatAContestantWarnsOfIsTold() {
        assertThat(ConsoleReport.render(Canned.report())).contains("percore-uring warns: its cores are not pinned");
        assertThat(HtmlReport.render(Canned.report())).contains("percore-uring warns: its cores are not pinned");
    }

    @Test
    void thePageIsSelfContainedAndItsDataIsTheJson() throws IOException {
        String html = HtmlReport.render(Canned.report());
        Files.writeString(Path.of("target/canned-report.html"), html); // to look at

        assertThat(html).contains("4.3x").contains("prefers-color-scheme: dark").contains("flush merging");
        assertThat(html)
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("url(")
                .doesNotContain("@import");
        assertThat(html).doesNotContain(Canned.EVIL);
        Matcher data = Pattern.compile("id=\"plinth-data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertThat(data.find()).isTrue();
        assertThat(JSON.std.mapFrom(data.group(1))).isEqualTo(JSON.std.mapFrom(JsonReport.render(Canned.report())));
    }

    @Test
    void theChartsAreWellFormed() throws Exception {
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(HtmlReport.render(Canned.report()));
        int charts = 0;
        while (svg.find()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg.group())));
            charts++;
        }
        assertThat(charts).isEqualTo(3 * 3 + 2);
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> rows(String json) throws IOException {
        return (List<Map<String, Object>>)
                (List<?>) (List<Object>) JSON.std.mapFrom(json).get("rows");
    }
}
