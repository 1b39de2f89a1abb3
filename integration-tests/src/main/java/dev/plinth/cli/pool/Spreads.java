package dev.plinth.cli.pool;

import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How evenly the pool lends over its cores, and its balancers over endpoints. */
final class Spreads {

    private static final String FACT = "counted";

    private Spreads() {}

    static Section overCores(List<Participant> backends) {
        List<Participant> participants = new ArrayList<>();
        for (Participant backend : backends) {
            for (CoreSpread.Caller caller : CoreSpread.Caller.values()) {
                participants.add(new Participant(
                        caller.words() + (backends.size() == 1 ? "" : ", " + backend.backend()),
                        backend.backend(),
                        backend.description(),
                        backend.notRun()));
            }
        }
        List<Measure> measures = new ArrayList<>();
        for (int core = 0; core < CoreSpread.CORES; core++) {
            measures.add(new Measure("core" + core, "core " + core));
        }
        return new Section(
                PoolSections.SPREAD,
                "10,000 borrowings from a pool of 8 on 4 cores: whose connection",
                measures,
                null,
                participants);
    }

    static Reading countCores(Participant participant) {
        CoreSpread.Caller caller = CoreSpread.Caller.of(participant.name());
        return reading("core", CoreSpread.count(participant.backend(), caller), "backend " + participant.backend());
    }

    static Section overEndpoints() {
        List<Measure> measures = new ArrayList<>();
        for (int i = 0; i < BalancerSpread.WEIGHTS.length; i++) {
            measures.add(new Measure("endpoint" + i, "weight " + BalancerSpread.WEIGHTS[i] + " (" + (i + 1) + ".)"));
        }
        List<Participant> participants = BalancerSpread.BALANCERS.keySet().stream()
                .map(name -> new Participant(name, "any", "LoadBalancer of sdk-pool", null))
                .toList();
        return new Section(
                PoolSections.BALANCERS,
                "100,000 picks of each balancer, 64 connections borrowed at a time: which endpoint",
                measures,
                null,
                participants);
    }

    static Reading countPicks(Participant participant) {
        return reading("endpoint", BalancerSpread.count(participant.name()), "counted");
    }

    private static Reading reading(String prefix, long[] counts, String transport) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            figures.put(prefix + i, (double) counts[i]);
        }
        return new Reading(figures, Map.of(Reading.TRANSPORT, transport, FACT, "yes"));
    }
}
