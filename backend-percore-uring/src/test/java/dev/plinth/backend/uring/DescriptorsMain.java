package dev.plinth.backend.uring;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeConfig;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program that runs out of file descriptors while others want to connect with it, and gets some again. */
final class DescriptorsMain {

    private static final int LIMIT = 256;
    private static final int RLIMIT_NOFILE = 7;

    private DescriptorsMain() {}

    /** No arguments. */
    public static void main(String[] args) throws Throwable {
        limitDescriptors(); // first: an accept goes by the limit of when it was submitted
        CountDownLatch accepted = new CountDownLatch(2);
        RuntimeConfig config = RuntimeConfig.builder().cores(1).build();
        try (AsyncRuntime runtime = new PercoreUringProvider().create(BackendContext.direct(config, "percore-uring"))) {
            AsyncListener listener = runtime.blockOn(runtime.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ListenOptions.builder().build(),
                    connection -> {
                        accepted.countDown();
                        connection.write(ByteBuffer.allocate(1)).subscribe();
                    }));
            AsyncConnection before = connect(runtime, listener);
            read(runtime, before);

            List<FileInputStream> hoard = hoard();
            hoard.remove(0).close();
            AsyncConnection waiting = connect(runtime, listener); // the kernel answers for the listener
            TimeUnit.MILLISECONDS.sleep(5 * LeanListener.PAUSE_MILLIS); // several attempts fail
            System.out.println("accepted meanwhile: " + (2 - accepted.getCount()));
            for (FileInputStream file : hoard) {
                file.close();
            }
            read(runtime, waiting);
            System.out.println("accepted in the end: " + accepted.await(10, TimeUnit.SECONDS));
        }
    }

    private static AsyncConnection connect(AsyncRuntime runtime, AsyncListener listener) {
        return runtime.blockOn(runtime.connect(listener.localAddress(), ConnectOptions.defaults()));
    }

    private static void read(AsyncRuntime runtime, AsyncConnection connection) {
        System.out.println("read: " + runtime.blockOn(connection.read(ByteBuffer.allocate(1))));
    }

    private static List<FileInputStream> hoard() {
        List<FileInputStream> hoard = new ArrayList<>();
        try {
            while (true) {
                hoard.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return hoard;
        }
    }

    @SuppressWarnings("restricted")
    private static void limitDescriptors() throws Throwable {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(16, 8); // struct rlimit { soft, hard }
            limits.set(ValueLayout.JAVA_LONG, 0, LIMIT);
            limits.set(ValueLayout.JAVA_LONG, 8, LIMIT);
            int result = (int) linker.downcallHandle(
                            linker.defaultLookup().find("setrlimit").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invokeExact(RLIMIT_NOFILE, limits);
            if (result != 0) {
                throw new IllegalStateException("setrlimit gives " + result);
            }
        }
    }
}
