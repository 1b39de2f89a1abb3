package dev.plinth.cli.db;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A PostgreSQL database's address, in the parts that each client wants in a form of its own.
 *
 * @param password empty if there is none
 */
record DbUrl(String host, int port, String database, String user, String password) {

    private static final int PORT = 5432;
    private static final String FORM = "postgresql://user[:password]@host[:port]/database";

    /** {@code postgresql://user[:password]@host[:port]/database}. */
    static DbUrl parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no PostgreSQL address (" + e.getReason() + "): give " + FORM, e);
        }
        boolean scheme = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (!scheme || uri.getHost() == null || uri.getRawUserInfo() == null || path.isEmpty()) {
            throw new IllegalArgumentException("is no PostgreSQL address: give " + FORM);
        }
        if (uri.getQuery() != null) {
            throw new IllegalArgumentException("has parameters, which the comparison would have to give each client in"
                    + " another way: give " + FORM + " (without TLS)");
        }
        String[] login = uri.getRawUserInfo().split(":", 2);
        return new DbUrl(
                uri.getHost(),
                uri.getPort() < 0 ? PORT : uri.getPort(),
                path,
                decoded(login[0]),
                login.length > 1 ? decoded(login[1]) : "");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As {@link #parse} takes it. */
    String text() {
        String login = encoded(user) + (password.isEmpty() ? "" : ":" + encoded(password));
        return "postgresql://" + login + "@" + host + ":" + port + "/" + database;
    }

    /** For people, without the password. */
    String shown() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }

    String jdbc() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }
}
