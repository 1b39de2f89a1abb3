package dev.plinth.db;

import dev.plinth.api.ConfigException;
import io.netty.channel.unix.DomainSocketAddress;
import io.r2dbc.postgresql.client.SSLNegotiation;
import java.nio.file.Path;
import java.time.Duration;
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
            case "connect_timeout" -> connectTimeout = ParameterValues.seconds(name, value);
            case "connectTimeout" -> connectTimeout = ParameterValues.duration(name, value);
            case "statementTimeout" -> statementTimeout = ParameterValues.duration(name, value);
            case "lockWaitTimeout" -> lockTimeout = ParameterValues.duration(name, value);
            case "schema", "currentSchema" -> parameters.put("search_path", value);
            case "timeZone" -> parameters.put("TimeZone", value);
            case "options" -> options(value);
            case "sslmode", "sslMode" -> tls = TlsMode.of(value);
            case "ssl" ->
                tls = ParameterValues.flag(name, value) ? (tls == null ? TlsMode.VERIFY_FULL : tls) : TlsMode.DISABLE;
            case "sslnegotiation", "sslNegotiation" -> negotiation = negotiation(name, value);
            case "sslsni", "sslSni" -> sni = ParameterValues.flag(name, value);
            case "sslrootcert", "sslRootCert" -> rootCert(value);
            case "sslcert", "sslCert" -> cert = Path.of(value);
            case "sslkey", "sslKey" -> key = Path.of(value);
            case "sslpassword", "sslPassword" -> keyPassword = value;
            case "target_session_attrs", "targetServerType" -> role = Role.of(name, value);
            case "load_balance_hosts" -> randomOrder = ParameterValues.isRandom(name, value);
            case "loadBalanceHosts" -> randomOrder = ParameterValues.flag(name, value);
            case "keepalives", "tcpKeepAlive" -> keepAlive = ParameterValues.flag(name, value);
            case "preparedStatementCacheQueries" -> preparedStatements = ParameterValues.number(name, value);
            case "client_encoding" ->
                ParameterValues.require(
                        name,
                        value,
                        value.toLowerCase(Locale.ROOT).replace("-", "").matches("utf8|auto"),
                        "UTF8");
            case "gssencmode" -> ParameterValues.require(name, value, !value.equals("require"), "disable or prefer");
            case "channel_binding" ->
                ParameterValues.require(name, value, !value.equals("require"), "disable or prefer");
            default -> throw unknown(name);
        }
    }

    static ConfigException unknown(String name) {
        return new ConfigException("the parameter " + name
                + " is not known. Known are those of libpq (such as sslmode, connect_timeout, application_name,"
                + " options, target_session_attrs) and of r2dbc-postgresql (such as sslMode, connectTimeout,"
                + " statementTimeout, schema); settings of the server go into options=-c%20name=value");
    }

    Target target() {
        String who = user != null ? user : System.getProperty("user.name");
        return new Target(
                socket != null ? List.of(new DomainSocketAddress(socket)) : ServerList.of(hosts, ports),
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

    private static SSLNegotiation negotiation(String name, String value) {
        ParameterValues.require(name, value, value.equals("postgres") || value.equals("direct"), "postgres or direct");
        return value.equals("direct") ? SSLNegotiation.DIRECT : SSLNegotiation.POSTGRES;
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
}
