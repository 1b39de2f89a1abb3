package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;

/** What the groups of rules about receivers have in common. */
abstract class PushMode extends Rules {

    private Recorder recorder;

    PushMode(BackendTck backend) {
        super(backend);
    }

    final Recorder install(Link link, Recorder receiver) {
        recorder = receiver;
        link.connection().receive(receiver);
        return receiver;
    }

    final Recorder install(Link link) {
        return install(link, new Recorder(runtime()));
    }

    /** Holds in every one of these tests: 802 is the test whose only subject it is. */
    @AfterEach
    final void noComplaint() {
        if (recorder != null) {
            assertThat(recorder.complaint()).isNull();
        }
    }
}
