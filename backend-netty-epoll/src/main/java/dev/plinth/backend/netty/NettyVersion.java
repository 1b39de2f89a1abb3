package dev.plinth.backend.netty;

import io.netty.util.Version;
import java.util.LinkedHashMap;
import java.util.Map;

/** What both backends tell about themselves. */
final class NettyVersion {

    private NettyVersion() {}

    static Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        Version netty = Version.identify().get("netty-transport");
        details.put("netty", netty == null ? "unknown" : netty.artifactVersion());
        details.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return details;
    }
}
