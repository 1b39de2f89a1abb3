package dev.plinth.cli.redis;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.plinth.cli.load.CannotRunException;
import dev.plinth.cli.load.Line;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Opens a thousand connections or so, if the limits allow them. */
final class ManyConnections {

    /** What Redis says. */
    private static final String SERVER_FULL = "max number of clients";

    /** Opens the connection of that number. */
    interface Opener {
        Line open(int number) throws Exception;
    }

    private ManyConnections() {}

    /** @throws CannotRunException if this process, or the server, may not have so many */
    static List<Line> open(int count, Opener opener) throws CannotRunException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean limits) {
            check(count, limits.getOpenFileDescriptorCount(), limits.getMaxFileDescriptorCount());
        }
        List<Line> lines = new ArrayList<>();
        while (lines.size() < count) {
            try {
                lines.add(opener.open(lines.size()));
            } catch (Exception e) {
                throw explained(e, lines.size(), count);
            }
        }
        return lines;
    }

    /** Whether {@code count} more descriptors are within the limit. */
    static void check(int count, long open, long limit) throws CannotRunException {
        if (open + count > limit) {
            throw new CannotRunException(count + " connections need " + (open + count)
                    + " file descriptors, of which this process may have " + limit + ": raise it (ulimit -n)");
        }
    }

    private static CannotRunException explained(Exception e, int opened, int count) throws CannotRunException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(SERVER_FULL)) {
                return new CannotRunException("the server takes no more connections after " + opened + " of " + count
                        + ": raise its maxclients, and what it may open (ulimit -n)");
            }
        }
        throw new IllegalStateException(
                "connection " + (opened + 1) + " of " + count + " could not be opened: " + e, e);
    }
}
