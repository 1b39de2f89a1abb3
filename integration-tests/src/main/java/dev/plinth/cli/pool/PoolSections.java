package dev.plinth.cli.pool;

import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Section;
import java.util.ArrayList;
import java.util.List;

/** What the benchmark measures, and who takes part. */
public final class PoolSections {

    /** How many callers there are. */
    static final List<Integer> CALLERS = List.of(1, 2, 64);

    static final String LOOPS = "loops-";
    static final String THREADS = "threads-";
    static final String SPREAD = "spread";
    static final String BALANCERS = "balancers";

    /** All sections' names. */
    public static final List<String> NAMES = names();

    static final Measure NANOS = new Measure("nanosPerCycle", "ns/cycle");
    static final Measure BYTES = new Measure("bytesPerCycle", "B/cycle");

    private static final List<Measure> CYCLE = List.of(NANOS, BYTES);
    private static final Participant R2DBC =
            new Participant("r2dbc-pool", null, "r2dbc-pool on reactor-pool, with stubs for connections", null);
    private static final Participant REACTOR =
            new Participant("reactor-pool", null, "reactor-pool by itself, of plain objects", null);
    private static final Participant HIKARI =
            new Participant("HikariCP", null, "HikariCP, with stubs for connections", null);

    private final List<Section> all = new ArrayList<>();

    /** Of sections by name, with Plinth's pool on {@code backends}. */
    public PoolSections(List<String> names, List<Participant> backends) {
        for (String name : names) {
            all.add(make(name, backends));
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        CALLERS.forEach(callers -> names.add(LOOPS + callers));
        CALLERS.forEach(callers -> names.add(THREADS + callers));
        names.addAll(List.of(SPREAD, BALANCERS));
        return List.copyOf(names);
    }

    private static Section make(String name, List<Participant> backends) {
        if (name.equals(SPREAD)) {
            return Spreads.overCores(backends);
        }
        if (name.equals(BALANCERS)) {
            return Spreads.overEndpoints();
        }
        List<Participant> participants = new ArrayList<>(backends);
        participants.addAll(List.of(R2DBC, REACTOR));
        int callers = callers(name);
        String many = callers == 1 ? "1 caller" : callers + " callers";
        if (name.startsWith(LOOPS)) {
            String where = callers == 1 ? " on a core or an event loop" : " on two cores or event loops";
            return new Section(name, "Borrow and give back, " + many + where, CYCLE, R2DBC.name(), participants);
        }
        participants.add(HIKARI);
        String threads = callers == 1 ? "a thread that blocks" : "threads that block";
        return new Section(name, "Borrow and give back, " + many + ", " + threads, CYCLE, HIKARI.name(), participants);
    }

    static int callers(String name) {
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    /** All of them, in the order of the report. */
    public List<Section> all() {
        return List.copyOf(all);
    }
}
