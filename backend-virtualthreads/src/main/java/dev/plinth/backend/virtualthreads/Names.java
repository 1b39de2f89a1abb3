package dev.plinth.backend.virtualthreads;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Resolves host names, on platform threads: the system's resolver is native code, in which a virtual
 * thread keeps its carrier (JDKs that make up for that start a platform thread, too), and a DNS that
 * does not answer would stop the cores.
 */
final class Names {

    private Names() {}

    /** All addresses of {@code host}. Blocks the calling virtual thread, and no carrier. */
    static InetAddress[] resolve(String host, Threads threads) throws UnknownHostException {
        if (isLiteral(host)) {
            return InetAddress.getAllByName(host);
        }
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
        threads.startPlatform("plinth-vt-resolver", lookup);
        try {
            return lookup.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException("resolving '" + host + "' failed", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the threads of this runtime", e);
        }
    }

    /** Whether {@code host} is an address already: a name has no colon, and does not consist of numbers. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }
}
