package dev.plinth.cli.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.nats.NatsAdapter;
import java.io.IOException;

/** Answers the requests of the comparison, the same way for all contestants, until its standard input ends. */
public final class ResponderMain {

    private ResponderMain() {}

    /** The one argument is the server's address; prints the backend once it answers. */
    public static void main(String[] args) throws IOException {
        try (AsyncRuntime runtime =
                        AsyncRuntime.create(RuntimeConfig.builder().cores(1).build());
                NatsAdapter nats = runtime.blockOn(NatsAdapter.connect(runtime, args[0]))) {
            Subjects.answer(nats);
            runtime.blockOn(nats.flush());
            System.out.println(READY + runtime.info().backend());
            while (System.in.read() >= 0) {
                // nothing is said to it
            }
        }
    }

    static final String READY = "answers on ";
}
