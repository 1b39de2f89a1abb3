package dev.plinth.kafka;

import java.util.Map;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.common.network.Selectable;

/** Puts {@link PlinthSelector} into a client that was built as usual. */
final class Swap {

    private static final PrivateField SELECTOR = PrivateField.of(NetworkClient.class, "selector", Selectable.class);
    private static final PrivateField SEND_BUFFER = PrivateField.of(NetworkClient.class, "socketSendBuffer", int.class);
    private static final PrivateField RECEIVE_BUFFER =
            PrivateField.of(NetworkClient.class, "socketReceiveBuffer", int.class);

    private Swap() {}

    /**
     * Has the classes loaded before a client is made: the sooner the swap comes after that, the less there is to be
     * taken over.
     */
    static void prepare() {
        try {
            SelectorFactory.check();
        } catch (LinkageError e) {
            return; // told when it matters
        }
    }

    /**
     * Looks at everything first, so that a client which is not as expected stays as it was.
     *
     * @return what was put in
     * @throws UnknownClientException if it is not
     */
    static PlinthSelector into(NetworkClient client, Map<String, Object> config, CoreTransport transport) {
        SelectorFactory.check();
        FormerSelector former = new FormerSelector(SELECTOR.get(client, Selectable.class));
        SocketSizes sizes = SocketSizes.of(
                config, SEND_BUFFER.get(client, Integer.class), RECEIVE_BUFFER.get(client, Integer.class));
        PlinthSelector selector = new PlinthSelector(former, sizes, transport);
        SELECTOR.set(client, selector);
        former.wakeup();
        return selector;
    }
}
