package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenClientsTest {

    private final OpenClients clients = new OpenClients();
    private final List<String> closed = new ArrayList<>();

    private static ClientNote note() {
        return new ClientNote(ClientKind.PRODUCER, null, "host:9092", "plinth", SenderPlace.OWN, new Journal());
    }

    private String count() {
        Map<String, String> info = new LinkedHashMap<>();
        clients.describe(info);
        return info.get("clients");
    }

    @Test
    void clientsThatSomebodyElseHasClosedAreForgotten() {
        ClientNote before = note();
        before.journal().ended();
        clients.add(before, () -> closed.add("before"));
        ClientNote after = note();
        clients.add(after, () -> closed.add("after"));
        clients.add(note(), () -> closed.add("open"));
        after.journal().ended();
        assertThat(count()).isEqualTo("1");
        clients.close();
        assertThat(closed).containsExactly("open");
    }

    @Test
    void nothingIsAddedOnceTheAdapterIsClosed() {
        clients.close();
        assertThatThrownBy(() -> clients.add(note(), () -> closed.add("client")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(closed).containsExactly("client");
        // a receiver's loop ends by itself; asked to, it would wait for itself
        assertThatThrownBy(() -> clients.addUnlessClosed(note(), () -> {}, () -> closed.add("loop")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed).containsExactly("client");
        assertThat(count()).isEqualTo("0");
    }

    /** Each may take its time: they take it together. */
    @Test
    void closingBeginsWithAllOfThem() {
        for (String name : List.of("one", "two")) {
            clients.addUnlessClosed(note(), () -> closed.add(name + " begins"), () -> closed.add(name + " ends"));
        }
        clients.close();
        assertThat(closed).containsExactly("one begins", "two begins", "one ends", "two ends");
    }
}
