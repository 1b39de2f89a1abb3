package dev.plinth.cli.nats;

import dev.plinth.cli.compare.Server;
import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerFacts;
import java.io.IOException;
import java.util.List;

/** A server, and who answers the requests. */
final class NatsWithResponder implements Server {

    private final RunningServer running;
    private final Responder responder;

    private NatsWithResponder(RunningServer running, Responder responder) {
        this.running = running;
        this.responder = responder;
    }

    static Server on(RunningServer running) throws IOException {
        try {
            return new NatsWithResponder(running, Responder.start(running.uri()));
        } catch (IOException | RuntimeException e) {
            running.close();
            throw e;
        }
    }

    @Override
    public String uri() {
        return running.uri();
    }

    @Override
    public String description() {
        return running.description() + "; requests are answered by an adapter on " + responder.backend()
                + " in a process of its own, the same for all";
    }

    @Override
    public List<ServerFacts> facts() {
        return List.of(running.facts());
    }

    @Override
    public void close() {
        responder.close();
        running.close();
    }
}
