package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.postgresql.message.backend.Field;
import io.r2dbc.postgresql.message.backend.Field.FieldType;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTransientException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's errors as R2DBC's exceptions: of the same classes, by SQLSTATE, as r2dbc-postgresql makes
 * them (its own factory is not public), so that what catches or translates them need not change.
 */
final class DbErrors {

    private DbErrors() {}

    /** Reads the fields of an ErrorResponse or NoticeResponse that begin at {@code index}. */
    static ErrorDetails details(ByteBuf in, int index) {
        List<Field> fields = new ArrayList<>();
        int at = index;
        for (byte type = in.getByte(at++); type != 0; type = in.getByte(at++)) {
            int end = in.indexOf(at, in.writerIndex(), (byte) 0);
            fields.add(new Field(fieldType(type), in.toString(at, end - at, StandardCharsets.UTF_8)));
            at = end + 1;
        }
        return new ErrorDetails(fields);
    }

    private static FieldType fieldType(byte type) {
        return switch (type) {
            case 'C' -> FieldType.CODE;
            case 'c' -> FieldType.COLUMN_NAME;
            case 'n' -> FieldType.CONSTRAINT_NAME;
            case 'd' -> FieldType.DATA_TYPE_NAME;
            case 'D' -> FieldType.DETAIL;
            case 'F' -> FieldType.FILE;
            case 'H' -> FieldType.HINT;
            case 'p' -> FieldType.INTERNAL_POSITION;
            case 'q' -> FieldType.INTERNAL_QUERY;
            case 'L' -> FieldType.LINE;
            case 'M' -> FieldType.MESSAGE;
            case 'P' -> FieldType.POSITION;
            case 'R' -> FieldType.ROUTINE;
            case 's' -> FieldType.SCHEMA_NAME;
            case 'S' -> FieldType.SEVERITY_LOCALIZED;
            case 'V' -> FieldType.SEVERITY_NON_LOCALIZED;
            case 't' -> FieldType.TABLE_NAME;
            case 'W' -> FieldType.WHERE;
            default -> FieldType.UNKNOWN;
        };
    }

    static R2dbcException of(ErrorDetails details, String sql) {
        String code = details.getCode();
        switch (code) {
            case "42501":
            case "28000":
            case "28P01":
                return new PermissionDenied(details, sql);
            case "40000":
            case "40001":
                return new Rollback(details, sql);
            default:
        }
        return switch (code.length() > 2 ? code.substring(0, 2) : "") {
            case "03", "42", "22", "26" -> new BadGrammar(details, sql);
            case "21", "23", "27" -> new DataIntegrityViolation(details, sql);
            case "28" -> new PermissionDenied(details, sql);
            case "40" -> new Transient(details, sql);
            default -> new NonTransientResource(details, sql);
        };
    }

    /** Whether the statement failed because what was prepared is gone or outdated: it did not run. */
    static boolean wantsReparse(ErrorDetails details) {
        if (isUnknownStatement(details)) {
            return true;
        }
        // "cached plan must not change result type"; the text is in the server's language, the routine is not.
        return details.getCode().equals("0A000")
                && details.getRoutine().orElse("").startsWith("RevalidateCached");
    }

    static boolean isUnknownStatement(ErrorDetails details) {
        return details.getCode().equals("26000");
    }

    static final class BadGrammar extends R2dbcBadGrammarException implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        BadGrammar(ErrorDetails details, String sql) {
            super(details.getMessage(), details.getCode(), 0, sql);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }

    static final class DataIntegrityViolation extends R2dbcDataIntegrityViolationException
            implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        DataIntegrityViolation(ErrorDetails details, String sql) {
            super(details.getMessage(), details.getCode(), 0, sql);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }

    static final class NonTransientResource extends R2dbcNonTransientResourceException implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        NonTransientResource(ErrorDetails details, String sql) {
            super(details.getMessage(), details.getCode(), 0, sql);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }

    static final class PermissionDenied extends R2dbcPermissionDeniedException implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        PermissionDenied(ErrorDetails details, String sql) {
            super(details.getMessage(), details.getCode(), 0, sql);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }

    static final class Rollback extends R2dbcRollbackException implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        Rollback(ErrorDetails details, String sql) {
            super(details.getMessage(), details.getCode(), 0, sql);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }

    static final class Transient extends R2dbcTransientException implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        Transient(ErrorDetails details, String sql) {
            super(details.getMessage(), details.getCode(), 0, sql);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }
}
