package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.plinth.cli.report.JsonReport;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What the program writes keeps to the schema that it documents, in which no field may be missing or unknown. */
class JsonSchemaTest {

    static JsonSchema schema() throws IOException {
        try (InputStream schema = JsonReport.class.getResourceAsStream("compare-report.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        }
    }

    @Test
    void aReportKeepsToTheSchema() throws IOException {
        assertThat(schema().validate(JsonReport.render(Canned.report()), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void soDoesOneThatIsComparedWithAnEarlierOne() throws Exception {
        assertThat(schema().validate(JsonReport.render(Canned.compared(0.5)), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void theSchemaIsNoRubberStamp() throws IOException {
        String report = JsonReport.render(Canned.report());

        assertThat(schema().validate(report.replace("\"p99Micros\"", "\"p99\""), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(
                                report.replace("\"schemaVersion\" : 2", "\"schemaVersion\" : 1"), InputFormat.JSON))
                .isNotEmpty();
    }
}
