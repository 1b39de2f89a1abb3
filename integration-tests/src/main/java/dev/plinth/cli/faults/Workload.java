package dev.plinth.cli.faults;

/**
 * What the clients of an adapter do in a trial.
 *
 * @param key its name, such as {@code receive}
 * @param title the client, and what an operation is
 * @param promise what the adapter promises of what was confirmed, in a sentence
 * @param unanswered what an operation is called that has no end though a later one had: {@link Count#HUNG}, or {@link
 *     Count#LOST} where it is something that others had stored, and what was stored after it has come
 * @param doubles whether something may come twice when connections are lost: it is counted then, not judged
 */
record Workload(String key, String title, String promise, Count unanswered, boolean doubles) {

    /** One that sends. */
    static Workload sending(String key, String title, String promise) {
        return new Workload(key, title, promise, Count.HUNG, false);
    }

    /** One that is sent to. */
    static Workload arriving(String key, String title, String promise, boolean doubles) {
        return new Workload(key, title, promise, Count.LOST, doubles);
    }
}
