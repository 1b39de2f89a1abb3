package dev.plinth.db;

import dev.plinth.api.ConfigException;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads R2DBC's options, which are texts when they come from a URL, and anything else when they come from code. */
final class FactoryOptions {

    private static final Pattern NAME = Pattern.compile("(?<=[{ ,])([^{}=, ]+)=");

    private FactoryOptions() {}

    static Target target(ConnectionFactoryOptions options, Set<Option<?>> known) {
        Object protocol = options.getValue(ConnectionFactoryOptions.PROTOCOL);
        if (protocol != null && !protocol.toString().matches("postgresql|postgres|")) {
            throw new ConfigException(
                    "the protocol '" + protocol + "' is not known: write r2dbc:plinth:postgresql://…");
        }
        TargetReader reader = new TargetReader(
                isOn(options.getValue(ConnectionFactoryOptions.SSL))
                        ? TargetReader.Dialect.R2DBC_TLS
                        : TargetReader.Dialect.R2DBC);
        set(reader, "host", options.getValue(ConnectionFactoryOptions.HOST));
        set(reader, "port", options.getValue(ConnectionFactoryOptions.PORT));
        set(reader, "user", options.getValue(ConnectionFactoryOptions.USER));
        set(reader, "password", options.getValue(ConnectionFactoryOptions.PASSWORD));
        set(reader, "database", options.getValue(ConnectionFactoryOptions.DATABASE));
        refuseUnknown(options, known);
        others(options, known).forEach((name, value) -> set(reader, name, value));
        return reader.target();
    }

    private static boolean isOn(Object value) {
        return value != null && Boolean.parseBoolean(value.toString());
    }

    private static void set(TargetReader reader, String name, Object value) {
        if (value == null) {
            return;
        }
        if (value instanceof Map<?, ?> pairs) {
            reader.set(
                    name,
                    pairs.entrySet().stream()
                            .map(pair -> pair.getKey() + "=" + pair.getValue())
                            .collect(Collectors.joining(";")));
        } else {
            reader.set(name, value.toString());
        }
    }

    /** Options can be asked for by name, but not be listed; their text lists them, between values that may look alike. */
    private static void refuseUnknown(ConnectionFactoryOptions options, Set<Option<?>> known) {
        Matcher names = NAME.matcher(options.toString());
        while (names.find()) {
            String name = names.group(1);
            Option<?> option = Option.valueOf(name);
            if (options.hasOption(option) && !known.contains(option) && !TargetReader.NAMES.contains(name)) {
                throw TargetReader.unknown(name);
            }
        }
    }

    private static Map<String, Object> others(ConnectionFactoryOptions options, Set<Option<?>> known) {
        Map<String, Object> others = new LinkedHashMap<>();
        for (String name : TargetReader.NAMES) {
            Option<?> option = Option.valueOf(name);
            Object value = known.contains(option) ? null : options.getValue(option);
            if (value != null) {
                others.put(name, value);
            }
        }
        return others;
    }
}
