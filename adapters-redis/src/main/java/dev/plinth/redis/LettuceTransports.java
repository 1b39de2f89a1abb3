package dev.plinth.redis;

import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.IOUringProvider;

/**
 * Keeps Lettuce from saying what is not so: where it finds the natives of both epoll and io_uring, it
 * warns at each connection that it takes epoll, while its connections here are on the runtime's
 * channels. Told that there is no io_uring it is silent. Whatever else uses Lettuce in this JVM gets
 * epoll, as it would have.
 */
final class LettuceTransports {

    private static final String IO_URING = "io.lettuce.core.iouring"; // read once, by IOUringProvider

    static {
        if (EpollProvider.isAvailable() && System.getProperty(IO_URING) == null) {
            System.setProperty(IO_URING, "false");
            try {
                IOUringProvider.isAvailable();
            } finally {
                System.clearProperty(IO_URING);
            }
        }
    }

    private LettuceTransports() {}

    /** Before Lettuce opens its first connection. */
    static void settle() {
        // Once is enough: the static initializer has done it.
    }
}
