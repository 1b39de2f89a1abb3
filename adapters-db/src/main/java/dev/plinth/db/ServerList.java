package dev.plinth.db;

import dev.plinth.api.ConfigException;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads the hosts of a URL: names, addresses, folders of socket files. */
final class ServerList {

    private static final int PORT = 5432;

    private ServerList() {}

    /**
     * @param hosts their names, parted by commas, each perhaps with a port
     * @param ports one for all, or one for each; null for the usual one
     */
    static List<SocketAddress> of(String hosts, String ports) {
        List<SocketAddress> servers = new ArrayList<>();
        String[] names = (hosts.isEmpty() ? "localhost" : hosts).split(",", -1);
        String[] given = ports == null ? new String[0] : ports.split(",", -1);
        if (given.length > 1 && given.length != names.length) {
            throw new ConfigException("there are " + names.length + " hosts and " + given.length
                    + " ports: give one port for all, or one for each");
        }
        for (int i = 0; i < names.length; i++) {
            String port = given.length == 0 ? null : given[given.length == 1 ? 0 : i];
            SocketAddress server = server(DbUrl.decode(names[i]), port == null || port.isEmpty() ? PORT : port(port));
            if (servers.contains(server)) {
                throw new ConfigException("the host " + Target.text(server) + " is there twice: leave one out");
            }
            servers.add(server);
        }
        return List.copyOf(servers);
    }

    private static SocketAddress server(String host, int defaultPort) {
        if (host.startsWith("/")) { // a folder of sockets, as libpq has it
            return new DomainSocketAddress(host.contains("/.s.PGSQL.") ? host : host + "/.s.PGSQL." + defaultPort);
        }
        String name = host;
        int port = defaultPort;
        int bracket = host.indexOf(']');
        int colon = host.lastIndexOf(':');
        if (host.startsWith("[") && bracket > 0) {
            name = host.substring(1, bracket);
            port = colon > bracket ? port(host.substring(colon + 1)) : defaultPort;
        } else if (colon >= 0) {
            name = host.substring(0, colon);
            port = port(host.substring(colon + 1));
        }
        if (name.isBlank()) {
            throw new ConfigException("a host is empty: name it, such as localhost:5432");
        }
        return InetSocketAddress.createUnresolved(name, port);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new ConfigException("the port '" + text + "' is none: it must be a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
