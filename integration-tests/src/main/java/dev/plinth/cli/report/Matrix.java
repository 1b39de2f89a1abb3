package dev.plinth.cli.report;

import dev.plinth.cli.behaviour.Correctness;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Adapter by server by backend: what ran, what failed, what did not run and why.
 *
 * @param cells in the order of the report
 */
public record Matrix(List<Cell> cells) {

    /** How it is with a cell. */
    public enum State {
        RAN("ran"),
        WRONG("wrong"),
        FAILED("failed"),
        DID_NOT_RUN("did not run");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** In words. */
        public String text() {
            return text;
        }
    }

    /**
     * An adapter on a backend against a server.
     *
     * @param why what was wrong, or why it did not run; null if it ran
     * @param correctness what came of comparing its answers; null if it did not come to that
     * @param owed whether it did not run although this machine can
     */
    public record Cell(
            String adapter,
            String server,
            String backend,
            State state,
            String why,
            Correctness correctness,
            boolean owed) {

        /** Whether all is well, or why not. */
        String text() {
            String ran = state == State.RAN || state == State.DID_NOT_RUN
                    ? state.text()
                    : state.text().toUpperCase(Locale.ROOT);
            return correctness == null || correctness.wrong() ? ran : ran + ", " + correctness.text();
        }
    }

    /** Of all that was asked for. */
    public static Matrix of(List<Outcome> outcomes) {
        List<Cell> cells = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            outcome.plan().contestants().stream()
                    .filter(Contestant::isPlinth)
                    .filter(contestant -> contestant.name().equals(contestant.backend()))
                    .forEach(contestant -> cells.add(cell(outcome, contestant)));
        }
        return new Matrix(List.copyOf(cells));
    }

    private static Cell cell(Outcome outcome, Contestant contestant) {
        List<Row> rows = outcome.rows().stream()
                .filter(row -> row.contestant().equals(contestant))
                .toList();
        Optional<Row> failed = rows.stream().filter(Row::failed).findFirst();
        Optional<Row> without =
                rows.stream().filter(row -> row.figures() == null).findFirst();
        Correctness correctness = outcome.correctness().get(contestant.name());
        boolean wrong = correctness != null && correctness.wrong();
        State state = wrong
                ? State.WRONG
                : failed.isPresent() ? State.FAILED : without.isPresent() ? State.DID_NOT_RUN : State.RAN;
        String why = failed.map(row -> wrong
                        ? row.problem()
                        : row.problem() + " (" + row.workload().name() + ")")
                .or(() -> without.map(row -> Objects.requireNonNullElse(row.problem(), "it gave no figures")))
                .orElse(null);
        boolean owed = state == State.DID_NOT_RUN && contestant.notRun() == null;
        return new Cell(
                outcome.plan().comparison().adapter(),
                outcome.serverName(),
                contestant.backend(),
                state,
                why,
                correctness,
                owed);
    }

    /** Those that did not run although this machine can. */
    public List<Cell> owed() {
        return cells.stream().filter(Cell::owed).toList();
    }

    /** The names of the backends, in the order of the report. */
    List<String> backends() {
        return cells.stream().map(Cell::backend).distinct().toList();
    }

    /** By adapter and server. */
    Map<String, List<Cell>> lines() {
        Map<String, List<Cell>> lines = new LinkedHashMap<>();
        cells.forEach(cell -> lines.computeIfAbsent(cell.adapter() + ", " + cell.server(), name -> new ArrayList<>())
                .add(cell));
        return lines;
    }

    String console() {
        List<String> titles = new ArrayList<>(List.of("adapter, server"));
        titles.addAll(backends());
        TextTable table = new TextTable(titles.toArray(String[]::new));
        lines().forEach((name, line) -> {
            List<String> cells = new ArrayList<>(List.of(name));
            backends().forEach(backend -> cells.add(in(line, backend)));
            table.add(cells.toArray(String[]::new));
        });
        StringBuilder text = new StringBuilder("\nWhat ran\n").append(table.render("  "));
        cells.stream()
                .filter(cell -> cell.why() != null)
                .map(cell -> cell.adapter() + " on " + cell.backend() + " "
                        + cell.state().text() + ": " + cell.why())
                .forEach(why -> text.append(why).append('\n'));
        return text.toString();
    }

    private static String in(List<Cell> line, String backend) {
        return line.stream()
                .filter(cell -> cell.backend().equals(backend))
                .map(Cell::text)
                .findFirst()
                .orElse("-");
    }

    String html() {
        StringBuilder html = new StringBuilder("<div class=\"card wide\"><table class=\"matrix\">\n<thead><tr>");
        html.append(Html.tag("th", "left", "adapter, server"));
        backends().forEach(backend -> html.append(Html.tag("th", "left", backend)));
        html.append("</tr></thead>\n<tbody>\n");
        lines().forEach((name, line) -> {
            html.append("<tr>").append(Html.tag("td", "left", name));
            for (String backend : backends()) {
                Optional<Cell> cell = line.stream()
                        .filter(each -> each.backend().equals(backend))
                        .findFirst();
                html.append(cell.map(Matrix::td).orElse(Html.tag("td", "left soft", "-")));
            }
            html.append("</tr>\n");
        });
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String td(Cell cell) {
        String style =
                cell.state() == State.RAN ? "ok" : cell.state() != State.DID_NOT_RUN || cell.owed() ? "bad" : "soft";
        String correct = cell.correctness() == null || cell.correctness().wrong()
                ? ""
                : "<br>" + Html.tag("span", "small", cell.correctness().text());
        String why = correct + (cell.why() == null ? "" : "<br>" + Html.tag("span", "small", cell.why()));
        return "<td class=\"left\">"
                + Html.tag("span", "state " + style, cell.state().text()) + why + "</td>";
    }

    /** As in the schema. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Cell cell : cells) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("adapter", cell.adapter());
            map.put("server", cell.server());
            map.put("backend", cell.backend());
            map.put("state", cell.state().text());
            map.put("why", cell.why());
            Correctness correctness = cell.correctness();
            map.put("steps", correctness == null ? null : correctness.steps());
            map.put("difference", correctness == null ? null : correctness.difference());
            map.put("owed", cell.owed());
            all.add(map);
        }
        return all;
    }
}
