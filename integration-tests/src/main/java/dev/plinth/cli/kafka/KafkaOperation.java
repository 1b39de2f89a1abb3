package dev.plinth.cli.kafka;

/**
 * What a caller does over and over: {@code produce/200/lz4}, {@code acknowledged/200/none}, {@code consume-classic/200/none}.
 *
 * @param what the kind
 * @param size bytes of a record
 * @param compression none or lz4
 */
record KafkaOperation(String what, int size, String compression) {

    static final String PRODUCE = "produce";
    static final String ACKNOWLEDGED = "acknowledged";
    static final String CLASSIC = "consume-classic";
    static final String KIP_848 = "consume-kip848";
    static final String LATENCY = "latency";

    static KafkaOperation parse(String text) {
        String[] parts = text.split("/");
        return new KafkaOperation(parts[0], Integer.parseInt(parts[1]), parts[2]);
    }

    String text() {
        return what + "/" + size + "/" + compression;
    }

    boolean consumes() {
        return what.startsWith("consume");
    }

    /** {@code group.protocol}. */
    String protocol() {
        return what.equals(CLASSIC) ? "classic" : "consumer";
    }
}
