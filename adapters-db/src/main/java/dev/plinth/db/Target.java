package dev.plinth.db;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a URL says: where the servers are and how to log in. Immutable. Its text never has a password.
 *
 * @param servers at least one
 * @param password null for none
 * @param parameters what the server is told at the start: settings such as search_path
 * @param randomOrder whether the servers are tried in random order
 */
record Target(
        List<SocketAddress> servers,
        String user,
        String password,
        String database,
        String applicationName,
        TlsSettings tls,
        Role role,
        boolean randomOrder,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        boolean keepAlive,
        int preparedStatements,
        Map<String, String> parameters) {

    /** The address for messages. */
    String label() {
        return "postgresql://" + servers.stream().map(Target::text).collect(Collectors.joining(",")) + "/" + database;
    }

    String label(SocketAddress server) {
        return "postgresql://" + text(server) + "/" + database;
    }

    static String text(SocketAddress server) {
        if (server instanceof DomainSocketAddress socket) {
            return socket.path();
        }
        InetSocketAddress inet = (InetSocketAddress) server;
        String host = inet.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    @Override
    public String toString() {
        return label();
    }
}
