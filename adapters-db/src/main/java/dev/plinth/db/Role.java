package dev.plinth.db;

import dev.plinth.api.ConfigException;
import java.util.Arrays;
import java.util.Locale;

/** Which of several servers are wanted: libpq's {@code target_session_attrs}, and the names that R2DBC has for it. */
enum Role {
    ANY("any"),
    PRIMARY("primary", "read-write", "master"),
    STANDBY("standby", "replica", "read-only", "secondary"),
    PREFER_STANDBY("prefer-standby", "prefer-replica", "prefersecondary", "prefer-secondary");

    private final String[] names;

    Role(String... names) {
        this.names = names;
    }

    static Role of(String parameter, String text) {
        String wanted = text.toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(values())
                .filter(role -> Arrays.asList(role.names).contains(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new ConfigException(
                                parameter + "=" + text
                                        + " is none; there are any, primary (read-write), replica (standby, read-only), prefer-standby"));
    }

    String text() {
        return names[0];
    }
}
