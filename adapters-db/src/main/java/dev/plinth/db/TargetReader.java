package dev.plinth.db;

import dev.plinth.api.ConfigException;
import io.netty.channel.unix.DomainSocketAddress;
import io.r2dbc.postgresql.client.SSLNegotiation;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Knows the parameters of a connection by the names that libpq and r2dbc-postgresql have for them, and
 * refuses the others by name. Durations without a unit are seconds with libpq's names, milliseconds with R2DBC's.
 */
final class TargetReader {

    /** Who defined the URL: what holds where it says nothing. */
    enum Dialect {
        LIBPQ,
        R2DBC,
        R2DBC_TLS
    }

    /** All but the address, user, password and database. */
    static final Set<String> NAMES = Set.of(
            "socket",
            "username",
            "application_name",
            "applicationName",
            "fallback_application_name",
            "connect_timeout",
            "connectTimeout",
            "statementTimeout",
            "lockWaitTimeout",
            "schema",
            "currentSchema",
            "timeZone",
            "options",
            "sslmode",
            "sslMode",
            "ssl",
            "sslnegotiation",
            "sslNegotiation",
            "sslsni",
            "sslSni",
            "sslrootcert",
            "sslRootCert",
            "sslcert",
            "sslCert",
            "sslkey",
            "sslKey",
            "sslpassword",
            "sslPassword",
            "target_session_attrs",
            "targetServerType",
            "load_balance_hosts",
            "loadBalanceHosts",
            "keepalives",
            "tcpKeepAlive",
            "preparedStatementCacheQueries",
            "client_encoding",
            "gssencmode",
            "channel_binding");

    private static final int PORT = 5432;

    private final Dialect dialect;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private String hosts = "";
    private String ports;
    private String socket;
    private String user;
    private String password;
    private String database;
    private String applicationName = "plinth";
    private TlsMode tls;
    private SSLNegotiation negotiation = SSLNegotiation.POSTGRES;
    private boolean sni = true;
    private Path rootCert;
    private boolean systemRoots;
    private Path cert;
    private Path key;
    private String keyPassword;
    private Role role = Role.ANY;
    private boolean randomOrder;
    private Duration connectTimeout;
    private Duration statementTimeout;
    private Duration lockTimeout;
    private boolean keepAlive = true;
    private int preparedStatements = -1;

    TargetReader(Dialect dialect) {
        this.dialect = dialect;
    }

    void hosts(String commaSeparated) {
        if (!commaSeparated.isEmpty()) {
            hosts = commaSeparated;
        }
    }

    /** One parameter. */
    void set(String name, String value) {
        switch (name) {
            case "host" -> hosts(value);
            case "port" -> ports = value;
            case "socket" -> socket = value;
            case "user", "username" -> user = value;
            case "password" -> password = value;
            case "dbname", "database" -> database = value;
            case "application_name", "applicationName" -> applicationName = value;
            case "fallback_application_name" ->
                applicationName = applicationName.equals("plinth") ? value : applicationName;
            case "connect_timeout" -> connectTimeout = seconds(name, value);
            case "connectTimeout" -> connectTimeout = duration(name, value);
            case "statementTimeout" -> statementTimeout = duration(name, value);
            case "lockWaitTimeout" -> lockTimeout = duration(name, value);
            case "schema", "currentSchema" -> parameters.put("search_path", value);
            case "timeZone" -> parameters.put("TimeZone", value);
            case "options" -> options(value);
            case "sslmode", "sslMode" -> tls = TlsMode.of(value);
            case "ssl" -> tls = flag(name, value) ? (tls == null ? TlsMode.VERIFY_FULL : tls) : TlsMode.DISABLE;
            case "sslnegotiation", "sslNegotiation" -> negotiation = negotiation(name, value);
            case "sslsni", "sslSni" -> sni = flag(name, value);
            case "sslrootcert", "sslRootCert" -> rootCert(value);
            case "sslcert", "sslCert" -> cert = Path.of(value);
            case "sslkey", "sslKey" -> key = Path.of(value);
            case "sslpassword", "sslPassword" -> keyPassword = value;
            case "target_session_attrs", "targetServerType" -> role = Role.of(name, value);
            case "load_balance_hosts" -> randomOrder = switchOn(name, value);
            case "loadBalanceHosts" -> randomOrder = flag(name, value);
            case "keepalives", "tcpKeepAlive" -> keepAlive = flag(name, value);
            case "preparedStatementCacheQueries" -> preparedStatements = number(name, value);
            case "client_encoding" ->
                require(
                        name,
                        value,
                        value.toLowerCase(Locale.ROOT).replace("-", "").matches("utf8|auto"),
                        "UTF8");
            case "gssencmode" -> require(name, value, !value.equals("require"), "disable or prefer");
            case "channel_binding" -> require(name, value, !value.equals("require"), "disable or prefer");
            default ->
                throw new ConfigException("the parameter " + name
                        + " is not known. Known are those of libpq (such as sslmode, connect_timeout, application_name,"
                        + " options, target_session_attrs) and of r2dbc-postgresql (such as sslMode, connectTimeout,"
                        + " statementTimeout, schema); settings of the server go into options=-c%20name=value");
        }
    }

    Target target() {
        String who = user != null ? user : System.getProperty("user.name");
        return new Target(
                servers(),
                who,
                password,
                database != null ? database : who,
                applicationName,
                tls(),
                role,
                randomOrder,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                keepAlive,
                preparedStatements,
                Map.copyOf(parameters));
    }

    private TlsSettings tls() {
        TlsMode mode = tls != null
                ? tls
                : switch (dialect) {
                    case LIBPQ -> systemRoots ? TlsMode.VERIFY_FULL : TlsMode.PREFER;
                    case R2DBC -> TlsMode.DISABLE;
                    case R2DBC_TLS -> TlsMode.VERIFY_FULL;
                };
        if (rootCert != null && mode == TlsMode.REQUIRE) {
            mode = TlsMode.VERIFY_CA; // as libpq does
        }
        if ((rootCert != null || systemRoots) && !mode.verifiesCertificate()) {
            throw new ConfigException("sslrootcert is set, but sslmode=" + mode.text()
                    + " verifies nothing: set sslmode=verify-full, or leave sslrootcert out");
        }
        if ((cert == null) != (key == null)) {
            throw new ConfigException("sslcert and sslkey belong together, and there is only "
                    + (cert == null ? "sslkey" : "sslcert") + ": set both");
        }
        if (negotiation == SSLNegotiation.DIRECT && !mode.insists()) {
            throw new ConfigException("sslnegotiation=direct cannot go with sslmode=" + mode.text()
                    + ", as it leaves no way to do without TLS: set sslmode=require or more");
        }
        return new TlsSettings(mode, negotiation, sni, rootCert, cert, key, keyPassword);
    }

    private List<SocketAddress> servers() {
        if (socket != null) {
            return List.of(new DomainSocketAddress(socket));
        }
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

    /** libpq's "-c name=value -c …", and R2DBC's "name=value;…". */
    private void options(String text) {
        String rest = text.trim();
        if (!rest.startsWith("-")) {
            for (String pair : rest.split(";")) {
                option(pair);
            }
            return;
        }
        for (String word : rest.replaceAll("-c\\s+", "--").split("(?<!\\\\)\\s+")) {
            if (!word.startsWith("--") && !word.startsWith("-c")) {
                throw new ConfigException("options has '" + word + "', which is not of the form -c name=value");
            }
            option(word.substring(2).replace("\\ ", " "));
        }
    }

    private void option(String pair) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            throw new ConfigException("options has '" + pair + "', which is not of the form name=value");
        }
        parameters.put(
                pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
    }

    private void rootCert(String value) {
        systemRoots = value.equals("system");
        rootCert = systemRoots ? null : Path.of(value);
    }

    private static SSLNegotiation negotiation(String name, String value) {
        require(name, value, value.equals("postgres") || value.equals("direct"), "postgres or direct");
        return value.equals("direct") ? SSLNegotiation.DIRECT : SSLNegotiation.POSTGRES;
    }

    private static boolean switchOn(String name, String value) {
        require(name, value, value.equals("random") || value.equals("disable"), "random or disable");
        return value.equals("random");
    }

    private static boolean flag(String name, String value) {
        require(name, value, value.matches("(?i)true|false|0|1"), "true or false");
        return value.equalsIgnoreCase("true") || value.equals("1");
    }

    private static int number(String name, String value) {
        require(name, value, value.matches("-?[0-9]{1,9}"), "a whole number");
        return Integer.parseInt(value);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new ConfigException("the port '" + text + "' is none: it must be a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static Duration seconds(String name, String value) {
        int seconds = number(name, value);
        return seconds <= 0 ? null : Duration.ofSeconds(seconds);
    }

    private static Duration duration(String name, String value) {
        try {
            return value.matches("[0-9]{1,12}")
                    ? Duration.ofMillis(Long.parseLong(value))
                    : value.matches("[0-9]{1,12}(?i)ms")
                            ? Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)))
                            : Duration.parse(value.toUpperCase(Locale.ROOT).startsWith("P") ? value : "PT" + value);
        } catch (DateTimeParseException e) {
            throw new ConfigException(name + "=" + value + " is no time: it must be like 500ms, 10s or PT10S");
        }
    }

    private static void require(String name, String value, boolean good, String possible) {
        if (!good) {
            throw new ConfigException(name + "=" + value + " cannot be had: it must be " + possible);
        }
    }
}
