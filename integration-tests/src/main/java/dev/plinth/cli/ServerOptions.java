package dev.plinth.cli;

import dev.plinth.cli.compare.Scope;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where the servers of a comparison come from. */
final class ServerOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "FROM",
            defaultValue = "${sys:plinth.servers:-auto}",
            description = "Where the servers come from: testcontainers (Docker), embedded (processes of this machine),"
                    + " auto (containers where Docker and the images are at hand, else embedded; it says which), or"
                    + " addresses of servers that run: redis://, postgresql://, nats://, kafka://host[:port]; of several of"
                    + " a kind each is run against. Default: auto.")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--image",
            split = ",",
            paramLabel = "SERVER=NAME",
            description = "The image of a server in a container, such as redis=redis:7.4; servers: redis, postgres,"
                    + " nats, kafka. May be repeated: redis=redis:7.0,redis:7.4 runs the adapter on both.")
    private List<String> images = new ArrayList<>();

    @Option(names = "--redis", paramLabel = "URI", description = "Use this Redis; default: as --servers says.")
    private String redis;

    @Option(
            names = "--db-url",
            paramLabel = "URL",
            description = "Use this PostgreSQL, by postgresql://user:password@host[:port]/database; tables of the"
                    + " comparison's own are made in it and dropped again. Default: as --servers says.")
    private String db;

    @Option(names = "--nats", paramLabel = "URI", description = "Use this NATS server; default: as --servers says.")
    private String nats;

    ServerOptions() {}

    /**
     * Where the servers come from; an address that cannot be used is refused before anything is started.
     *
     * @throws dev.plinth.cli.servers.ServersUnavailableException if nobody listens there
     */
    Servers choose(List<Scope> scopes) {
        Set<ServerKind> needed = new LinkedHashSet<>();
        scopes.forEach(scope -> needed.addAll(scope.comparison().serverKinds()));
        Map<ServerKind, String> given = new EnumMap<>(ServerKind.class);
        given(given, needed, "--redis", ServerKind.REDIS, redis);
        given(given, needed, "--db-url", ServerKind.POSTGRES, db);
        given(given, needed, "--nats", ServerKind.NATS, nats);
        given.forEach((kind, address) ->
                check(scopes, kind == ServerKind.POSTGRES ? "--db-url" : "--" + kind.key(), kind, address));
        Servers from = Servers.of(servers, given, images, needed, this::wrong);
        for (ServerKind kind : needed) {
            from.addresses(kind).forEach(address -> check(scopes, "--servers", kind, address));
        }
        needed.forEach(kind -> from.addresses(kind).forEach(kind::checkReached));
        return from;
    }

    private void given(
            Map<ServerKind, String> given, Set<ServerKind> needed, String option, ServerKind kind, String address) {
        if (address == null) {
            return;
        }
        if (!needed.contains(kind)) {
            throw wrong(option + "=" + address + " is of no use: no workload of that adapter is run");
        }
        given.put(kind, address);
    }

    private void check(List<Scope> scopes, String option, ServerKind kind, String address) {
        for (Scope scope : scopes) {
            if (scope.comparison().serverKinds().contains(kind)) {
                try {
                    scope.comparison().checkAddress(kind, address);
                } catch (IllegalArgumentException e) {
                    throw wrong(option + "=" + ServerKind.shown(address) + " " + e.getMessage());
                }
            }
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
