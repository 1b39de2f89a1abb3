package dev.plinth.db;

import io.r2dbc.postgresql.api.ErrorDetails;

/** What a Parse that failed means for those that were sent on the strength of it. */
final class FailedParse {

    private FailedParse() {}

    /**
     * Whether each of them would be told the same: the text is wrong, or what it names does not exist. What
     * struck this one Parse (a timeout, a lock, a shortage) says nothing of the others.
     */
    static boolean concernsAll(ErrorDetails details) {
        String code = details.getCode();
        return code.startsWith("42")
                || code.startsWith("22")
                || code.startsWith("3F")
                || code.startsWith("0A")
                || code.equals("25P02");
    }
}
