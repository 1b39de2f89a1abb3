package dev.plinth.db;

import dev.plinth.api.ConfigException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Takes a URL apart, libpq's or R2DBC's; what its parts mean is known to {@link TargetReader}. */
final class DbUrl {

    static final Set<String> SCHEMES = Set.of("postgresql", "postgres", "r2dbc", "r2dbcs");

    private static final String LIKE =
            "It must be like postgresql://user:password@host:5432/database?sslmode=verify-full,"
                    + " with special characters percent-encoded";

    private DbUrl() {}

    /**
     * Where a URL leads.
     *
     * @throws ConfigException if it cannot be used; the message has no password in it
     */
    static Target parse(String url) {
        try {
            return read(url);
        } catch (IllegalArgumentException e) {
            // Not as its cause: its text may have the password in it.
            throw new ConfigException("'" + withoutPassword(url) + "' is no address of a PostgreSQL server: "
                    + "a percent sign is not followed by two hexadecimal digits. " + LIKE);
        } catch (ConfigException e) {
            throw new ConfigException("'" + withoutPassword(url) + "' cannot be used: " + e.getMessage());
        }
    }

    private static Target read(String url) {
        int start = url.indexOf("://");
        if (start < 0) {
            throw new ConfigException("it has no ://. " + LIKE);
        }
        String scheme = url.substring(0, start).toLowerCase(Locale.ROOT);
        TargetReader reader = new TargetReader(dialect(scheme));
        String rest = url.substring(start + 3);
        int query = rest.indexOf('?');
        if (query >= 0) {
            parameters(rest.substring(query + 1)).forEach(reader::set);
            rest = rest.substring(0, query);
        }
        int slash = rest.indexOf('/');
        if (slash >= 0 && slash < rest.length() - 1) {
            reader.set("dbname", decode(rest.substring(slash + 1)));
        }
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String[] userAndPassword = authority.substring(0, at).split(":", 2);
            reader.set("user", decode(userAndPassword[0]));
            if (userAndPassword.length > 1) {
                reader.set("password", decode(userAndPassword[1]));
            }
        }
        reader.hosts(authority.substring(at + 1));
        return reader.target();
    }

    private static TargetReader.Dialect dialect(String scheme) {
        return switch (scheme) {
            case "postgresql", "postgres" -> TargetReader.Dialect.LIBPQ;
            case "r2dbcs:postgresql",
                    "r2dbcs:postgres",
                    "r2dbcs:plinth:postgresql",
                    "r2dbcs:plinth:postgres",
                    "r2dbcs:postgresql:failover" -> TargetReader.Dialect.R2DBC_TLS;
            case "r2dbc:postgresql",
                    "r2dbc:postgres",
                    "r2dbc:plinth:postgresql",
                    "r2dbc:plinth:postgres",
                    "r2dbc:postgresql:failover" -> TargetReader.Dialect.R2DBC;
            default ->
                throw new ConfigException("'" + scheme + "://' is no scheme of a PostgreSQL server; known are"
                        + " postgresql://, postgres://, r2dbc:postgresql:// and r2dbc:plinth:postgresql://");
        };
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new ConfigException("the parameter '" + pair + "' has no value: write name=value");
            }
            String name = decode(pair.substring(0, equals));
            if (parameters.put(name, decode(pair.substring(equals + 1))) != null) {
                throw new ConfigException("the parameter " + name + " is there twice: leave one out");
            }
        }
        return parameters;
    }

    static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    static String withoutPassword(String url) {
        return url.replaceFirst("//[^?]*@", "//***@").replaceAll("((?i)password)=[^&]*", "$1=***");
    }
}
