package dev.plinth.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.core.scheduler.NonBlocking;

/**
 * Fails a test during which a core blocked: a thread that is {@link NonBlocking} slept, waited, parked
 * or read a file. BlockHound tells; where it is not on the classpath, this does nothing.
 *
 * <p>BlockHound needs a JVM that was started with {@code -XX:+AllowRedefinitionToAddDeleteMethods}.
 */
public final class BlockingGate implements BeforeAllCallback, AfterEachCallback {

    /** For JUnit. */
    public BlockingGate() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isThere()) {
            Watch.install();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!isThere()) {
            return;
        }
        List<Throwable> calls = Watch.take();
        if (!calls.isEmpty()) {
            AssertionError error = new AssertionError(calls.size() + " blocking call(s) on core threads, first: "
                    + calls.get(0).getMessage());
            calls.forEach(error::addSuppressed);
            throw error;
        }
    }

    private static boolean isThere() {
        try {
            Class.forName("reactor.blockhound.BlockHound", false, BlockingGate.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Apart, so that the gate loads without BlockHound. */
    private static final class Watch {

        private static final Queue<Throwable> CALLS = new ConcurrentLinkedQueue<>();
        private static boolean installed;

        static synchronized void install() {
            if (installed) {
                return;
            }
            try {
                BlockHound.builder()
                        .loadIntegrations()
                        .nonBlockingThreadPredicate(predicate -> predicate.or(thread -> thread instanceof NonBlocking))
                        // What a test's log does to a core is the test's affair, not the backend's.
                        .allowBlockingCallsInside("ch.qos.logback.classic.Logger", "callAppenders")
                        // The JDK's random numbers come from /dev/urandom, which does not make anybody wait.
                        .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                        // Netty's buffers: a lock for as long as it takes to add an arena, a few times in a JVM's life.
                        .allowBlockingCallsInside(
                                "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines")
                        // The JDK's networking reads its defaults once, with the first server socket.
                        .allowBlockingCallsInside("sun.net.NetProperties", "loadDefaultProperties")
                        .blockingMethodCallback(Watch::called)
                        .install();
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        "BlockHound is on the classpath, but cannot instrument this JVM: start it with"
                                + " -XX:+AllowRedefinitionToAddDeleteMethods, or leave BlockHound out",
                        e);
            }
            installed = true;
        }

        private static void called(BlockingMethod method) {
            // A core that spins is awake, and a backend may choose that.
            if (!method.getName().equals("onSpinWait")) {
                CALLS.add(new IllegalStateException(
                        method + " on " + Thread.currentThread().getName()));
            }
        }

        static List<Throwable> take() {
            List<Throwable> taken = new ArrayList<>();
            for (Throwable call = CALLS.poll(); call != null; call = CALLS.poll()) {
                taken.add(call);
            }
            return taken;
        }
    }
}
