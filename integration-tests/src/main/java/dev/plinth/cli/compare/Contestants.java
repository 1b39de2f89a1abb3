package dev.plinth.cli.compare;

import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds out who takes part. */
public final class Contestants {

    private static final String NO_PEERS = "none";

    private final Comparison comparison;
    private final Integer cores;
    private final Function<String, ? extends RuntimeException> wrong;

    /**
     * For one comparison.
     *
     * @param cores Plinth's cores, or null for its default
     * @param wrong makes the exception for an unknown name
     */
    public Contestants(Comparison comparison, Integer cores, Function<String, ? extends RuntimeException> wrong) {
        this.comparison = comparison;
        this.cores = cores;
        this.wrong = wrong;
    }

    /** Refuses names of peers that none of the comparisons knows. */
    public static void checkPeers(
            List<Comparison> comparisons, List<String> peers, Function<String, ? extends RuntimeException> wrong) {
        if (!peers.equals(List.of(NO_PEERS))) {
            List<String> known = comparisons.stream()
                    .flatMap(comparison -> peers(comparison).map(Contestant::name))
                    .distinct()
                    .toList();
            Selection.of("peer", known, Function.identity(), peers, wrong);
        }
    }

    private static Stream<Contestant> peers(Comparison comparison) {
        return Stream.concat(comparison.peers().stream(), comparison.peersByName().stream());
    }

    /**
     * The baseline, the peers, and Plinth on each backend; with the reason, if one cannot run here.
     *
     * @param peers names, or null for the usual ones; what another adapter knows is passed over
     * @param backends names, or null for all
     */
    public List<Contestant> choose(List<String> peers, List<String> backends) {
        List<Contestant> chosen = new ArrayList<>();
        Contestant baseline = comparison.peers().get(0);
        chosen.add(baseline);
        List<Contestant> others =
                comparison.peers().subList(1, comparison.peers().size());
        if (peers == null) {
            chosen.addAll(others);
        } else {
            peers(comparison)
                    .filter(peer -> peers.contains(peer.name()) && !peer.name().equals(baseline.name()))
                    .forEach(chosen::add);
        }
        List<BackendStatus> statuses = statuses(backends);
        for (BackendStatus status : statuses) {
            chosen.add(comparison.plinth(status.name(), notRun(status)));
        }
        statuses.stream()
                .filter(status -> status.state() == BackendStatus.State.AVAILABLE)
                .findFirst()
                .ifPresent(best -> chosen.addAll(comparison.plinthInOtherWays(best.name())));
        // of all: some clients beside the adapters run on Plinth, too, and who has no use for it leaves it alone
        return cores == null
                ? chosen
                : chosen.stream()
                        .map(each -> each.with("cores", cores.toString()))
                        .toList();
    }

    private List<BackendStatus> statuses(List<String> backends) {
        RuntimeConfig.Builder config = RuntimeConfig.builder();
        if (cores != null) {
            config.cores(cores);
        }
        List<BackendStatus> all = BackendSelector.onClasspath().diagnose(config.build());
        return Selection.of("backend", all, BackendStatus::name, backends == null ? List.of() : backends, wrong);
    }

    private static String notRun(BackendStatus status) {
        if (status.state() == BackendStatus.State.AVAILABLE) {
            return null;
        }
        return status.reason() + (status.remedy().isEmpty() ? "" : "; " + status.remedy());
    }
}
