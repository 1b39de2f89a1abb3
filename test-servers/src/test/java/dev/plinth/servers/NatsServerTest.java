package dev.plinth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class NatsServerTest {

    private static String greeting(NatsServer server) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            byte[] bytes = new byte[4096];
            int length = socket.getInputStream().read(bytes);
            return new String(bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void startsWithJetStreamAndComesBackOnItsPort() throws IOException {
        try (NatsServer server = NatsServer.start()) {
            assertThat(greeting(server)).startsWith("INFO {").contains("\"jetstream\":true");
            server.stop();
            assertThatThrownBy(() -> greeting(server)).isInstanceOf(ConnectException.class);
            server.startAgain();
            assertThat(greeting(server)).startsWith("INFO {");
        }
    }

    @Test
    void asksForCredentials() throws IOException {
        try (NatsServer server = NatsServer.start(NatsServer.user("me", "secret"))) {
            assertThat(greeting(server)).contains("\"auth_required\":true");
        }
    }

    @Test
    void aClusterHasItsMembers() {
        List<NatsServer> members = NatsServer.cluster(2);
        try {
            assertThat(members)
                    .hasSize(2)
                    .allSatisfy(member -> assertThat(greeting(member)).contains("\"cluster\":\"plinth\""));
        } finally {
            members.forEach(NatsServer::close);
        }
    }

    @Test
    void whatItSaidIsToldWhenItDoesNotStart() {
        assertThatThrownBy(() -> NatsServer.start("tls { no_such_setting: 1 }"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it said:")
                .hasMessageContaining("no_such_setting");
    }
}
