package dev.plinth.cli;

import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where servers come from that will be killed: never anybody else's. */
final class FaultsServerOptions {

    private static final List<String> OWN = List.of("auto", "testcontainers", "embedded");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--servers",
            paramLabel = "FROM",
            defaultValue = "${sys:plinth.servers:-auto}",
            description = "Where the servers come from: testcontainers (Docker), embedded (processes of this machine),"
                    + " or auto (containers where Docker and the images are at hand, else embedded; it says which)."
                    + " Default: auto.")
    private String servers;

    @Option(
            names = "--image",
            split = ",",
            paramLabel = "SERVER=NAME",
            description = "The image of a server in a container, such as redis=redis:7.4; servers: redis, postgres,"
                    + " nats, kafka. May be repeated: redis=redis:7.0,redis:7.4 runs the adapter on both.")
    private List<String> images = new ArrayList<>();

    FaultsServerOptions() {}

    /** Where they come from. */
    Servers choose(Collection<ServerKind> needed) {
        if (!OWN.contains(servers)) {
            throw wrong("--servers=" + ServerKind.shown(servers) + ": this command kills its servers, so it starts its"
                    + " own: give one of " + String.join(", ", OWN));
        }
        return Servers.of(List.of(servers), Map.of(), images, needed, this::wrong);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
