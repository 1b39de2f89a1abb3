package dev.plinth.cli.redis;

/** The keys and the value that every contestant reads and writes. */
final class Dataset {

    static final int VALUE_BYTES = 64;
    static final String VALUE = "plinth--".repeat(VALUE_BYTES / 8);
    static final String OK = "OK";

    private static final String[] KEYS = new String[256];

    static {
        for (int i = 0; i < KEYS.length; i++) {
            KEYS[i] = "plinth:compare:" + i;
        }
    }

    private Dataset() {}

    /** The key of command number {@code n}. */
    static String key(int n) {
        return KEYS[n & KEYS.length - 1];
    }

    static String[] keys() {
        return KEYS.clone();
    }

    /** Null if the reply to a GET or SET is what it must be. The length will do: comparing costs. */
    static Throwable check(boolean set, String reply) {
        boolean right = reply != null && (set ? reply.equals(OK) : reply.length() == VALUE_BYTES);
        return right ? null : new IllegalStateException("wrong reply to " + (set ? "SET" : "GET") + ": " + reply);
    }

    /** Whether the operation is a SET, else it is a GET. */
    static boolean isSet(String operation) {
        return switch (operation) {
            case "set" -> true;
            case "get" -> false;
            default -> throw new IllegalArgumentException("unknown operation '" + operation + "'");
        };
    }
}
