package dev.plinth.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which workloads of an adapter are run.
 *
 * @param workloads at least one
 */
public record Scope(Comparison comparison, List<Workload> workloads) {

    /** The same workloads as open loops of so many operations a second. */
    public Scope at(double rate) {
        return new Scope(
                comparison,
                workloads.stream().map(workload -> workload.at(rate)).toList());
    }

    /**
     * For each adapter what was asked for of it; one that has nothing of it is left out.
     *
     * @param workloads names, each of which one of the adapters must know, or null for the usual ones
     * @param callers numbers of callers, or null for all
     * @param quick whether the usual ones are the quick ones
     * @param wrong makes the exception for what nobody knows
     */
    public static List<Scope> of(
            List<Comparison> comparisons,
            List<String> workloads,
            List<Integer> callers,
            boolean quick,
            Function<String, ? extends RuntimeException> wrong) {
        List<Workload> all =
                comparisons.stream().flatMap(each -> each.workloads().stream()).toList();
        Selection.of("workload", all, Workload::name, workloads == null ? List.of() : workloads, wrong);
        if (callers != null) {
            checkCallers(all, callers, wrong);
        }
        List<Scope> scopes = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            List<String> names = workloads != null ? workloads : quick ? comparison.quickWorkloads() : null;
            List<Workload> chosen = comparison.workloads().stream()
                    .filter(workload -> names == null || names.contains(workload.name()))
                    .filter(workload ->
                            callers == null || callers.contains(workload.load().callers()))
                    .toList();
            if (!chosen.isEmpty()) {
                scopes.add(new Scope(comparison, chosen));
            }
        }
        if (scopes.isEmpty()) {
            throw wrong.apply("no workload is left of --workloads and --callers" + (quick ? ", with --quick" : ""));
        }
        return scopes;
    }

    private static void checkCallers(
            List<Workload> all, List<Integer> callers, Function<String, ? extends RuntimeException> wrong) {
        TreeSet<Integer> known =
                all.stream().map(workload -> workload.load().callers()).collect(Collectors.toCollection(TreeSet::new));
        for (Integer asked : callers) {
            if (!known.contains(asked)) {
                throw wrong.apply("no workload has " + asked + " callers; there are some with "
                        + known.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
        }
    }
}
