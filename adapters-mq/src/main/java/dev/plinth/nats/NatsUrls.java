package dev.plinth.nats;

import dev.plinth.api.Adapter;
import dev.plinth.api.ConfigException;
import dev.plinth.api.TlsOptions;
import io.nats.client.Options;
import io.nats.client.support.NatsUri;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads and names addresses; never shows a password. */
final class NatsUrls {

    static final Set<String> SCHEMES = Set.of("nats", "tls", "opentls");

    private NatsUrls() {}

    /** Options for one or more addresses, separated by commas. */
    static Options.Builder parse(String urls) {
        for (String url : urls.split(",")) {
            if (!url.contains("://")) { // not shown: it may be the rest of a password
                throw new ConfigException(
                        "an address of a NATS server must begin with its scheme, such as nats://, and one"
                                + " of these does not. A comma in a password is written as %2C");
            }
            String scheme = Adapter.scheme(url.trim());
            if (!SCHEMES.contains(scheme)) {
                throw new ConfigException("'" + scheme + "://' is no scheme of a NATS server here; known: "
                        + new TreeSet<>(SCHEMES) + ", such as nats://user:password@host:4222."
                        + (scheme.startsWith("ws") ? " For websockets use jnats itself: PlinthNats.options" : ""));
            }
        }
        try {
            return Options.builder().server(urls);
        } catch (IllegalArgumentException e) {
            // Not as its cause: its text has the password in it.
            throw new ConfigException("'" + urls.replaceAll("//.*@", "//***@")
                    + "' cannot be used as the address of a NATS server: it is not a valid URI. It must be like"
                    + " nats://user:password@host:4222, with special characters in the password percent-encoded");
        }
    }

    static void check(Options options) {
        for (NatsUri uri : options.getNatsServerUris()) {
            if (uri.isWebsocket()) {
                throw new ConfigException(
                        label(uri) + ": the adapter does not speak NATS over websockets; use nats:// or"
                                + " tls://, or jnats itself (PlinthNats.options)");
            }
        }
        if (options.getProxy() != null) {
            throw new ConfigException(
                    "the options name a proxy, which connections of a runtime do not know: leave it out");
        }
    }

    /** For messages: scheme, host, port. */
    static String label(NatsUri uri) {
        return uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
    }

    static String label(List<NatsUri> uris) {
        return uris.stream().map(NatsUrls::label).collect(Collectors.joining(","));
    }

    /** IPv6 addresses without their brackets. */
    static String host(NatsUri uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** A server that another one told of has an address for a name: its certificate is for the name that we know. */
    static String nameToCheck(Options options, NatsUri uri) {
        if (!uri.hostIsIpAddress()) {
            return host(uri);
        }
        List<NatsUri> ours = options.getNatsServerUris();
        boolean given = ours.stream().anyMatch(one -> one.getHost().equals(uri.getHost()));
        return given
                ? host(uri)
                : ours.stream()
                        .filter(one -> !one.hostIsIpAddress())
                        .findFirst()
                        .map(NatsUrls::host)
                        .orElseGet(() -> host(uri));
    }

    static TlsOptions tls(Engine engine, NatsUri uri) {
        Options options = engine.options();
        TlsOptions tls = TlsOptions.client(options.getSslContext());
        boolean open = options.getNatsServerUris().stream().anyMatch(one -> "opentls".equals(one.getScheme()));
        boolean checked = NatsConfig.checksHostName(engine.runtime().config(), open ? "opentls" : uri.getScheme());
        return checked ? tls : tls.withoutHostNameCheck();
    }
}
