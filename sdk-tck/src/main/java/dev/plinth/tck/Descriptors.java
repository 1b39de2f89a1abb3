package dev.plinth.tck;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** The file descriptors that this process has open. */
final class Descriptors {

    private Descriptors() {}

    /** Their number, or 0 where the system does not tell (Windows). */
    static long open() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
