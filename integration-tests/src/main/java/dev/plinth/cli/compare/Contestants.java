package dev.plinth.cli.compare;

import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

    /**
     * The baseline, the peers, and Plinth on each backend; with the reason, if one cannot run here.
     *
     * @param peers names, or null for all
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
        } else if (!peers.equals(List.of(NO_PEERS))) {
            Selection.of("peer", comparison.peers(), Contestant::name, peers, wrong).stream()
                    .filter(peer -> !peer.name().equals(baseline.name()))
                    .forEach(chosen::add);
        }
        for (BackendStatus status : statuses(backends)) {
            chosen.add(withCores(comparison.plinth(status.name(), notRun(status))));
        }
        return chosen;
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

    private Contestant withCores(Contestant contestant) {
        if (cores == null) {
            return contestant;
        }
        Map<String, String> options = new LinkedHashMap<>(contestant.options());
        options.put("cores", cores.toString());
        return new Contestant(
                contestant.name(),
                contestant.client(),
                contestant.backend(),
                contestant.description(),
                contestant.type(),
                contestant.libraries(),
                options,
                contestant.notRun());
    }
}
