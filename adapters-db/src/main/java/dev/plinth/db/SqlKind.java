package dev.plinth.db;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * What connection a statement needs, by its text. It looks at the words that statements begin with and at some
 * functions; what a function or a procedure does inside it cannot know. In doubt a statement gets more than
 * it needs, which costs time and nothing else.
 */
enum SqlKind {
    /** Any connection, others' statements before and behind it. */
    PLAIN,
    /** A connection of its own for as long as it runs: it may take long, or is several statements. */
    OWN,
    /** It begins or ends a transaction: a connection of its own, to the end of the transaction. */
    TRANSACTION,
    /** It changes the session or asks for it: the same connection to the end of the logical one. */
    SESSION,
    /** The same, and nothing takes the change back: the connection is closed in the end. */
    LASTING;

    private static final int MAX_KNOWN = 4096;
    private static final ConcurrentMap<String, SqlKind> KNOWN = new ConcurrentHashMap<>();

    private static final String START = "(?:^|;)(?:\\s|/\\*(?:[^*]|\\*(?!/))*\\*/|--[^\\n]*\\n)*";
    private static final Pattern OF_TRANSACTIONS =
            at("BEGIN|START|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE\\s+TRANSACTION");
    private static final Pattern OF_SESSION = at(
            "SET|RESET|LISTEN|UNLISTEN|DECLARE|FETCH|MOVE|CLOSE|LOCK"
                    + "|CREATE\\s+(?:(?:GLOBAL|LOCAL)\\s+)?(?:UNLOGGED\\s+)?TEMP(?:ORARY)?|CREATE\\s+OR\\s+REPLACE\\s+TEMP(?:ORARY)?");
    private static final Pattern INSIDE = Pattern.compile(
            "\\b(?:pg_(?:try_)?advisory_(?:lock|unlock)\\w*|set_config|setseed|currval|lastval|pg_temp"
                    + "|INTO\\s+(?:(?:GLOBAL|LOCAL)\\s+)?TEMP(?:ORARY)?)\\b",
            Pattern.CASE_INSENSITIVE);
    /** DISCARD ALL and DEALLOCATE take away the prepared statements that the driver and we know by name. */
    private static final Pattern LASTING_CHANGE = at("PREPARE(?!\\s+TRANSACTION)|DEALLOCATE|DISCARD|EXECUTE|LOAD");

    private static final Pattern LONG =
            at("VACUUM|ANALYZE|CLUSTER|REINDEX|REFRESH|CHECKPOINT|COPY|CALL|DO|CREATE\\s+(?:UNIQUE\\s+)?INDEX"
                    + "|CREATE\\s+DATABASE|ALTER");
    private static final Pattern SEVERAL = Pattern.compile(";\\s*\\S");
    private static final Pattern HINT = Pattern.compile("/\\*\\s*plinth:\\s*exclusive\\s*\\*/");

    private static Pattern at(String words) {
        return Pattern.compile(START + "(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE);
    }

    static SqlKind of(String sql) {
        SqlKind known = KNOWN.get(sql);
        if (known != null) {
            return known;
        }
        SqlKind kind = read(sql);
        if (KNOWN.size() < MAX_KNOWN) {
            KNOWN.put(sql, kind);
        }
        return kind;
    }

    private static SqlKind read(String sql) {
        if (LASTING_CHANGE.matcher(sql).find()) {
            return LASTING;
        }
        if (OF_SESSION.matcher(sql).find() || INSIDE.matcher(sql).find()) {
            return SESSION;
        }
        if (OF_TRANSACTIONS.matcher(sql).find()) {
            return TRANSACTION;
        }
        boolean own = LONG.matcher(sql).find()
                || SEVERAL.matcher(sql).find()
                || HINT.matcher(sql).find();
        return own ? OWN : PLAIN;
    }

    boolean keepsSession() {
        return this == SESSION || this == LASTING;
    }

    SqlKind and(SqlKind other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
