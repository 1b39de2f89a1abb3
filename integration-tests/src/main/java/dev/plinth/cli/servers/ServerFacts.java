package dev.plinth.cli.servers;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server is, and where it came from.
 *
 * @param version as the server tells it; {@code unknown} if it does not
 * @param image the image of its container, and null if it is in none of ours
 * @param digest what identifies that image's content; null without one
 * @param address {@code host:port}
 * @param named what tells it from others of its kind in this run: its image or its address; null if it is the only one
 */
public record ServerFacts(
        ServerKind kind, String version, Origin origin, String image, String digest, String address, String named) {

    /** Where a server came from. */
    public enum Origin {
        CONTAINER("container"),
        PROCESS("process"),
        GIVEN("given");

        private final String text;

        Origin(String text) {
            this.text = text;
        }

        /** In reports. */
        public String text() {
            return text;
        }
    }

    /** A process of this machine. */
    static ServerFacts process(ServerKind kind, String version, String address) {
        return new ServerFacts(kind, version, Origin.PROCESS, null, null, address, null);
    }

    /** The same, told from others of its kind. */
    ServerFacts named(String by) {
        return new ServerFacts(kind, version, origin, image, digest, address, by);
    }

    /** Its name in reports: {@code Redis 7.0.15}. */
    public String name() {
        return kind.title() + " " + version + (named == null ? "" : " (" + named + ")");
    }

    /** As in the schema of the report. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name());
        map.put("kind", kind.key());
        map.put("version", version);
        map.put("origin", origin.text());
        map.put("image", image);
        map.put("digest", digest);
        map.put("address", address);
        return map;
    }
}
