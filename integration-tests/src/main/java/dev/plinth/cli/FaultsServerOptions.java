package dev.plinth.cli;

import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
                    + " nats, kafka; one of each. May be repeated: redis=redis:7.4,postgres=postgres:17.")
    private List<String> images = new ArrayList<>();

    FaultsServerOptions() {}

    /** Where they come from. */
    Servers choose(Collection<ServerKind> needed) {
        if (!OWN.contains(servers)) {
            throw wrong("--servers=" + ServerKind.shown(servers) + ": this command kills its servers, so it starts its"
                    + " own: give one of " + String.join(", ", OWN));
        }
        refuseTwoOfAKind();
        return Servers.of(List.of(servers), Map.of(), images, needed, this::wrong);
    }

    private void refuseTwoOfAKind() {
        Set<String> named = new HashSet<>();
        for (String image : images) {
            if (!image.contains("=") || !named.add(image.substring(0, image.indexOf('=')))) {
                throw wrong("--image=" + image + " is a second one of its server, or of none: give one of each, as"
                        + " SERVER=NAME, and run the command again for another");
            }
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
