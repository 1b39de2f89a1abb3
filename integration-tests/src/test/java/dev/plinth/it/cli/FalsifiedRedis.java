package dev.plinth.it.cli;

import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.redis.PlinthRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Redis adapter on a transport that falsifies one byte, the 500,000th that a connection receives. */
public final class FalsifiedRedis implements Client {

    private static final int FALSIFIED = 500_000;

    private final PlinthRedis sound = new PlinthRedis();

    /** Made by name. */
    public FalsifiedRedis() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        int server = URI.create(options.get("uri")).getPort();
        ServerSocket relay = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket client = relay.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                behind.setTcpNoDelay(true);
                daemon(() -> pass(client, behind, -1));
                daemon(() -> pass(behind, client, FALSIFIED));
            }
        });
        Map<String, String> relayed = new LinkedHashMap<>(options);
        relayed.put("uri", "redis://127.0.0.1:" + relay.getLocalPort());
        return sound.open(relayed);
    }

    private static void pass(Socket from, Socket to, int falsified) throws IOException {
        byte[] bytes = new byte[65_536];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        int passed = 0;
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
            if (falsified >= passed && falsified < passed + n) {
                bytes[falsified - passed] ^= 1;
            }
            passed += n;
            out.write(bytes, 0, n);
        }
    }

    private static void daemon(Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (IOException e) {
                // a connection has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Action {
        void run() throws IOException;
    }

    @Override
    public Optional<Transcript> behave() {
        return sound.behave();
    }

    @Override
    public Map<String, String> facts() {
        return sound.facts();
    }

    @Override
    public void close() {
        sound.close();
    }
}
