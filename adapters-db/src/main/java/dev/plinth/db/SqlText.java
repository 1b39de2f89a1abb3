package dev.plinth.db;

import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The text of a statement, and what must be known of it before the server has seen it: how many
 * parameters and statements, and what command. It looks at no more than that: whether the text is right
 * is the server's to say. Immutable.
 */
final class SqlText {

    /** Beyond this many different texts (values put into the text, most likely) each is read anew. */
    private static final int MAX_KNOWN = 2048;

    private static final ConcurrentMap<String, SqlText> KNOWN = new ConcurrentHashMap<>();

    private final String sql;
    private final int parameters;
    private final int statements;
    private final String command;
    private final boolean returning;
    private final boolean modifies;

    private SqlText(String sql, Scan scan) {
        this.sql = sql;
        this.parameters = scan.parameters.cardinality();
        this.statements = scan.statements;
        this.command = scan.command;
        this.returning = scan.returning;
        this.modifies = scan.modifies;
        if (scan.parameters.length() != parameters) {
            int missing = scan.parameters.nextClearBit(0) + 1;
            throw new IllegalArgumentException("Statement '" + sql + "' has parameters up to $"
                    + scan.parameters.length() + " but no $" + missing + ": number them without gaps");
        }
        if (statements > 1 && parameters > 0) {
            throw new IllegalArgumentException("Statement '" + sql + "' has " + statements + " statements and "
                    + parameters + " parameters: the server takes parameters for a single statement only");
        }
    }

    /**
     * @throws IllegalArgumentException if its parameters have gaps, or several statements have parameters
     */
    static SqlText of(String sql) {
        SqlText known = KNOWN.get(sql);
        if (known != null) {
            return known;
        }
        SqlText text = new SqlText(sql, new Scan(sql));
        if (KNOWN.size() < MAX_KNOWN) {
            KNOWN.put(sql, text);
        }
        return text;
    }

    String sql() {
        return sql;
    }

    /** The number of different parameters, $1 up to this. */
    int parameters() {
        return parameters;
    }

    /** The number of statements; comments and empty ones are none. */
    int statements() {
        return statements;
    }

    /** The first word, in upper case; empty if there is none. */
    String command() {
        return command;
    }

    boolean hasReturning() {
        return returning;
    }

    /** Whether it has an INSERT, UPDATE, DELETE or MERGE anywhere. */
    boolean modifies() {
        return modifies;
    }

    /** Whether rows are to be expected; only a guess, on which nothing but the time of an answer depends. */
    boolean yieldsRows() {
        return switch (command) {
            case "SELECT", "VALUES", "TABLE", "WITH", "SHOW", "EXPLAIN", "FETCH", "EXECUTE", "CALL" -> true;
            default -> returning || command.isEmpty();
        };
    }

    /** Whether the server should keep it prepared: the commands that it plans, and what every transaction has. */
    boolean worthPreparing() {
        return switch (command) {
            case "BEGIN", "COMMIT", "ROLLBACK" -> sql.equals(command); // not each savepoint's ROLLBACK TO
            case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "WITH" -> true;
            default -> parameters > 0;
        };
    }

    @Override
    public String toString() {
        return sql;
    }

    /** One pass over the text. */
    private static final class Scan {

        private final String sql;
        private final BitSet parameters = new BitSet();
        private int statements;
        private boolean inStatement;
        private String command = "";
        private boolean returning;
        private boolean modifies;

        Scan(String sql) {
            this.sql = sql;
            int at = 0;
            while (at < sql.length()) {
                at = token(at);
            }
        }

        private int token(int at) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                return at + 1;
            }
            if (c == ';') {
                inStatement = false;
                return at + 1;
            }
            if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                return end < 0 ? sql.length() : end + 1;
            }
            if (sql.startsWith("/*", at)) {
                return afterComment(at);
            }
            if (!inStatement) {
                inStatement = true;
                statements++;
            }
            if (c == '\'' || c == '"') {
                return afterQuote(at, c, false);
            }
            if (c == '$') {
                return afterDollar(at);
            }
            return Character.isJavaIdentifierStart(c) ? afterWord(at) : at + 1;
        }

        private int afterComment(int at) {
            int depth = 1;
            int i = at + 2;
            while (i < sql.length() && depth > 0) {
                if (sql.startsWith("/*", i)) {
                    depth++;
                    i += 2;
                } else if (sql.startsWith("*/", i)) {
                    depth--;
                    i += 2;
                } else {
                    i++;
                }
            }
            return i;
        }

        private int afterQuote(int at, char quote, boolean backslashes) {
            int i = at + 1;
            while (i < sql.length() && sql.charAt(i) != quote) {
                i += backslashes && sql.charAt(i) == '\\' ? 2 : 1;
            }
            return i + 1;
        }

        /** $1, or $tag$ … $tag$. */
        private int afterDollar(int at) {
            int i = at + 1;
            while (i < sql.length() && (Character.isLetterOrDigit(sql.charAt(i)) || sql.charAt(i) == '_')) {
                i++;
            }
            if (i > at + 1 && Character.isDigit(sql.charAt(at + 1))) {
                parameter(sql.substring(at + 1, i));
                return i;
            }
            if (i < sql.length() && sql.charAt(i) == '$') {
                String tag = sql.substring(at, i + 1);
                int end = sql.indexOf(tag, i + 1);
                return end < 0 ? sql.length() : end + tag.length();
            }
            return at + 1;
        }

        private void parameter(String number) {
            try {
                int n = Integer.parseInt(number);
                if (n >= 1 && n <= 65_535) {
                    parameters.set(n - 1);
                    return;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new IllegalArgumentException(
                    "Statement '" + sql + "' has a parameter $" + number + ": they are $1 to $65535");
        }

        private int afterWord(int at) {
            int i = at + 1;
            while (i < sql.length() && Character.isJavaIdentifierPart(sql.charAt(i))) {
                i++;
            }
            if (i == at + 1 && i < sql.length() && sql.charAt(i) == '\'' && (sql.charAt(at) | 0x20) == 'e') {
                return afterQuote(i, '\'', true);
            }
            word(sql.substring(at, i).toUpperCase(Locale.ROOT));
            return i;
        }

        private void word(String word) {
            if (command.isEmpty()) {
                command = word;
            }
            switch (word) {
                case "RETURNING" -> returning = true;
                case "INSERT", "UPDATE", "DELETE", "MERGE" -> modifies = true;
                default -> {}
            }
        }
    }
}
