package dev.plinth.db;

/** Object ids of the server's types, as pg_type has them. */
final class Types {

    static final int BOOL = 16;
    static final int BYTEA = 17;
    static final int NAME = 19;
    static final int INT8 = 20;
    static final int INT2 = 21;
    static final int INT4 = 23;
    static final int TEXT = 25;
    static final int FLOAT4 = 700;
    static final int FLOAT8 = 701;
    static final int BPCHAR = 1042;
    static final int VARCHAR = 1043;
    static final int UUID = 2950;

    private Types() {}

    /** Whether columns of this type are read in binary by {@link ColumnReader}; all others come as text. */
    static boolean inBinary(int type) {
        return switch (type) {
            case BOOL, BYTEA, INT8, INT2, INT4, FLOAT4, FLOAT8, UUID -> true;
            default -> false;
        };
    }

    /** Types whose text is their binary form, too. */
    static boolean isText(int type) {
        return type == TEXT || type == VARCHAR || type == BPCHAR || type == NAME;
    }
}
