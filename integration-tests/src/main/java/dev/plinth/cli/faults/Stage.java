package dev.plinth.cli.faults;

import dev.plinth.cli.servers.Servers;
import java.util.List;

/**
 * An adapter on one of the servers that were asked for.
 *
 * @param server what tells that server from others of its kind, such as an image; null if it is the only one
 * @param servers starts it
 */
record Stage(Trial trial, String server, Servers servers) {

    /** Of each trial as many as there are servers for it. */
    static List<Stage> of(List<Trial> trials, Servers servers) {
        return trials.stream()
                .flatMap(trial -> servers.each(List.of(trial.server())).stream()
                        .map(one -> new Stage(trial, one.named(trial.server()).orElse(null), one)))
                .toList();
    }

    String adapter() {
        return trial.adapter();
    }

    /** {@code redis}; with the server, where there are several: {@code redis, redis:7.4}. */
    String name() {
        return adapter() + (server == null ? "" : ", " + server);
    }
}
