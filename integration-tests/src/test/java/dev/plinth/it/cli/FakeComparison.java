package dev.plinth.it.cli;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Libraries;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.servers.ServerFacts;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A comparison without a server, whose contestants misbehave as their option says. */
class FakeComparison implements Comparison {

    static final Workload WORKLOAD = new Workload("fake", "fake: four in flight", new Load("fake", false, 1, 4, false));

    static Contestant contestant(String behaviour) {
        return new Contestant(
                behaviour,
                "fake",
                null,
                "for tests",
                Fake.class.getName(),
                Libraries.only("test-classes"),
                Map.of("behaviour", behaviour),
                null);
    }

    @Override
    public String adapter() {
        return "fake";
    }

    @Override
    public String title() {
        return "Fake";
    }

    @Override
    public List<Workload> workloads() {
        return List.of(WORKLOAD);
    }

    @Override
    public List<String> quickWorkloads() {
        return List.of(WORKLOAD.name());
    }

    @Override
    public List<Contestant> peers() {
        return List.of(contestant("works"));
    }

    @Override
    public Contestant plinth(String backend, String notRun) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ServerKind> serverKinds() {
        return List.of();
    }

    @Override
    public Server server(Servers none, List<Workload> workloads) {
        return new Server() {
            @Override
            public String uri() {
                return "fake://";
            }

            @Override
            public String description() {
                return "none";
            }

            @Override
            public List<ServerFacts> facts() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String unit() {
        return "command";
    }

    @Override
    public String uriOption() {
        return "uri";
    }

    @Override
    public List<String> remarks(List<Row> rows) {
        return List.of();
    }

    /** Answers from a thread of its own, until told otherwise. */
    public static final class Fake implements Client, Line {

        private final ExecutorService loop = Executors.newSingleThreadExecutor();
        private String behaviour;

        /** Made by name. */
        public Fake() {}

        @Override
        public List<Line> open(Map<String, String> options) {
            behaviour = options.get("behaviour");
            if (behaviour.equals("cannot-open")) {
                throw new IllegalStateException("no way to connect");
            }
            return List.of(this);
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public Issuer issuer(String operation, Completion completion) {
            return switch (behaviour) {
                case "dies" -> n -> Runtime.getRuntime().halt(77);
                case "hangs" -> n -> {};
                case "fails" -> n -> completion.done(new IllegalStateException("wrong reply"));
                default -> n -> loop.execute(() -> completion.done(null));
            };
        }

        @Override
        public Caller caller(String operation) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> facts() throws InterruptedException {
            if ("freezes".equals(behaviour)) {
                Thread.sleep(Long.MAX_VALUE);
            }
            return Map.of(ACTIVE_TRANSPORT, "a queue");
        }

        @Override
        public void close() {
            loop.shutdownNow();
        }
    }
}
