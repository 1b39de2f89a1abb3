package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** Redis, with transports beneath Plinth that lose a byte now and then, or stop, or forget to close. */
final class BrokenTrial implements Trial {

    /** Its transport drops a byte in 100,000. */
    static final String DROPS = "netty-nio";

    /** Its transport stops after 100 operations. */
    static final String HANGS = "virtualthreads";

    /** Its transport leaves a socket, a thread and a buffer behind. */
    static final String LEAKS = "netty-epoll";

    private final Trial sound = new RedisTrial();
    private final List<Leak> leaks = new ArrayList<>();
    private long dropped;

    @Override
    public String adapter() {
        return sound.adapter();
    }

    @Override
    public ServerKind server() {
        return sound.server();
    }

    @Override
    public List<Workload> workloads() {
        return sound.workloads();
    }

    @Override
    public Takes takes() {
        return sound.takes();
    }

    @Override
    public TrialServer on(Site site) throws Exception {
        return new BrokenServer(sound.on(site));
    }

    /** Of bytes. */
    long dropped() {
        return dropped;
    }

    /** Lets go of what was leaked. */
    void end() {
        leaks.forEach(Leak::end);
    }

    private final class BrokenServer implements TrialServer {

        private final TrialServer sound;

        BrokenServer(TrialServer sound) {
            this.sound = sound;
        }

        @Override
        public Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place)
                throws Exception {
            String backend = runtime.info().backend();
            if (backend.equals(LEAKS)) {
                leaks.add(new Leak());
                return sound.plinth(workload, runtime, proxy, place);
            }
            if (!leaks.isEmpty()) {
                return sound.plinth(workload, runtime, proxy, place);
            }
            boolean hangs = backend.equals(HANGS);
            FaultProxy transport = FaultProxy.to(proxy.port());
            transport.bothWays(hangs ? Faults.none() : Faults.none().drop(100_000));
            Subject subject = sound.plinth(workload, runtime, transport, place);
            return new Subject() {
                private int sent;

                @Override
                public CompletionStage<String> send(String text) throws Exception {
                    if (hangs && ++sent == 100) {
                        transport.toClient(Faults.none().stall());
                    }
                    return subject.send(text);
                }

                @Override
                public void close() {
                    dropped += transport.tampered();
                    transport.close();
                    subject.close();
                }
            };
        }

        @Override
        public Subject stock(Workload workload, FaultProxy proxy, String place) throws Exception {
            return sound.stock(workload, proxy, place);
        }

        @Override
        public String version() throws Exception {
            return sound.version();
        }

        @Override
        public void prepare(Workload workload, String place) throws Exception {
            sound.prepare(workload, place);
        }

        @Override
        public Collection<String> stored(Workload workload, String place) throws Exception {
            return sound.stored(workload, place);
        }

        @Override
        public void close() {
            sound.close();
        }
    }

    /** What a transport forgets to close with its connection: its socket, a thread and a buffer. */
    private static final class Leak {

        private final DatagramChannel socket;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(8 << 20);
        private final CountDownLatch end = new CountDownLatch(1);

        Leak() throws IOException {
            socket = DatagramChannel.open();
            Thread thread = new Thread(
                    () -> {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "leaked");
            thread.setDaemon(true);
            thread.start();
        }

        void end() {
            end.countDown();
            buffer.clear();
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
