package dev.plinth.cli.service;

import java.util.List;

/** Where the four servers are, as a contestant is told. */
record Addresses(String redis, String db, String nats, String kafka) {

    /** The option of a contestant. */
    static final String OPTION = "servers";

    /** Its records go there; made by who starts the servers. */
    static final String TOPIC = "plinth-service";

    String text() {
        return String.join("\n", List.of(redis, db, nats, kafka));
    }

    static Addresses parse(String text) {
        String[] each = text.split("\n");
        return new Addresses(each[0], each[1], each[2], each[3]);
    }
}
