package dev.plinth.tck;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class in which a Netty buffer was lost: one that was never released. Netty finds such
 * buffers when they are collected, and does no more than log them ("LEAK: ..."); this listens to that.
 *
 * <p>It needs Netty and logback on the classpath, and does nothing where either is missing. Netty must
 * track every buffer ({@code -Dio.netty.leakDetection.level=paranoid}), or some leaks go unseen.
 */
public final class LeakGate implements BeforeAllCallback, AfterAllCallback {

    private static final String DETECTOR = "io.netty.util.ResourceLeakDetector";
    private static final int ROUNDS = 2;
    private static final int PROBES = 200;

    /** For JUnit. */
    public LeakGate() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isUsable()) {
            Listener.attach();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (!isUsable()) {
            return;
        }
        for (int round = 0; round < ROUNDS; round++) {
            collectGarbage();
            haveNettyReport();
        }
        List<String> leaks = Listener.take();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " kind(s) of Netty buffers were never released, as was found after "
                    + context.getRequiredTestClass().getName()
                    + " (a class before it may have lost them). The first: " + leaks.get(0));
        }
    }

    private static boolean isUsable() {
        return isThere(DETECTOR) && isThere("ch.qos.logback.classic.LoggerContext") && Listener.isLogback();
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, LeakGate.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Returns when a collection has found what was garbage before: it has found this object, too. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> found = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), found);
        for (int i = 0; i < 10; i++) {
            System.gc();
            if (found.remove(500) == canary) {
                return;
            }
        }
    }

    /** Netty reports what was collected when a buffer is next allocated. */
    private static void haveNettyReport() throws ReflectiveOperationException {
        Class<?> allocatorType = Class.forName("io.netty.buffer.ByteBufAllocator");
        Object allocator = allocatorType.getField("DEFAULT").get(null);
        Class<?> bufferType = Class.forName("io.netty.util.ReferenceCounted");
        for (int i = 0; i < PROBES; i++) {
            Object buffer = allocatorType.getMethod("buffer", int.class).invoke(allocator, 1);
            bufferType.getMethod("release").invoke(buffer);
        }
    }

    /** Apart, so that the gate loads without logback. */
    private static final class Listener extends AppenderBase<ILoggingEvent> {

        private static final Listener INSTANCE = new Listener();

        private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

        static boolean isLogback() {
            return LoggerFactory.getLogger(DETECTOR) instanceof Logger;
        }

        static synchronized void attach() {
            if (!INSTANCE.isStarted()) {
                INSTANCE.setName("leak-gate");
                INSTANCE.start();
                ((Logger) LoggerFactory.getLogger(DETECTOR)).addAppender(INSTANCE);
            }
        }

        static List<String> take() {
            List<String> taken = new ArrayList<>();
            for (String leak = INSTANCE.leaks.poll(); leak != null; leak = INSTANCE.leaks.poll()) {
                taken.add(leak);
            }
            return taken;
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getMessage().startsWith("LEAK:")) {
                leaks.add(event.getFormattedMessage());
            }
        }
    }
}
