package dev.plinth.it.cli;

import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Section;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A benchmark of which each figure is known: three rounds, of which the second was disturbed. */
final class CannedBench {

    private static final Measure COST = new Measure("costMicros", "cost us");
    private static final Measure RATE = new Measure("perSec", "per s");
    private static final List<Double> DISTURBANCE = List.of(1.0, 3.0, 1.0);

    private CannedBench() {}

    static BenchReport report() {
        Participant limit = new Participant("limit", null, "./server " + Canned.EVIL, null);
        Participant peer = new Participant("peer", null, "the baseline", null);
        Participant ours = new Participant("plinth/percore-uring", "percore-uring", "ours", null);
        Participant absent =
                new Participant("plinth/virtualthreads", "virtualthreads", "ours", "no Java " + Canned.EVIL);
        Participant broken = new Participant("broken", null, "fails", null);
        Section section = new Section(
                "8x2",
                "eight by two " + Canned.EVIL,
                List.of(COST, RATE),
                "peer",
                List.of(limit, peer, ours, absent, broken));
        return new BenchReport(
                "canned",
                "Canned",
                "Made up.",
                3,
                "limit",
                List.of(
                        entry(section, limit, "-", 4, null),
                        entry(section, peer, "epoll", 8, null),
                        entry(section, ours, "io_uring", 6, null),
                        entry(section, absent, null, 0, absent.notRun()),
                        entry(section, broken, null, 0, "its JVM ended with status 134\nthe last words")),
                List.of("A remark."),
                Map.of("kernel", "Linux " + Canned.EVIL));
    }

    private static Entry entry(
            Section section, Participant participant, String transport, double cost, String problem) {
        TreeMap<Integer, Reading> readings = new TreeMap<>();
        for (int round = 0; transport != null && round < DISTURBANCE.size(); round++) {
            double micros = cost * DISTURBANCE.get(round);
            readings.put(
                    round,
                    new Reading(
                            Map.of(COST.key(), micros, RATE.key(), 1e6 / micros),
                            Map.of(
                                    Reading.TRANSPORT,
                                    transport,
                                    Reading.BACKEND,
                                    participant.isPlinth() ? participant.backend() : "-")));
        }
        return new Entry(section, participant, readings, problem);
    }
}
