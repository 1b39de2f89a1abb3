package dev.plinth.cli.nats;

import dev.plinth.cli.compare.Server;
import dev.plinth.servers.NatsServer;
import java.io.IOException;

/** A server, and who answers the requests. */
final class NatsProcess implements Server {

    private final NatsServer process;
    private final String uri;
    private final Responder responder;

    private NatsProcess(NatsServer process, String uri) throws IOException {
        this.process = process;
        this.uri = uri;
        this.responder = Responder.start(uri);
    }

    static Server start() throws IOException {
        NatsServer server = NatsServer.start();
        try {
            return new NatsProcess(server, server.uri());
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** A server that runs already. */
    static Server existing(String uri) throws IOException {
        if (!uri.matches("(nats|tls)://\\S+")) {
            throw new IllegalArgumentException("is no NATS address: give nats://[user:password@]host[:port]");
        }
        return new NatsProcess(null, uri);
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public String description() {
        String where = process == null
                ? uri.replaceAll("//[^/@]*@", "//***@")
                : "nats-server started for this run on 127.0.0.1:" + process.port();
        return where + "; requests are answered by an adapter on " + responder.backend()
                + " in a process of its own, the same for all";
    }

    @Override
    public void close() {
        responder.close();
        if (process != null) {
            process.close();
        }
    }
}
