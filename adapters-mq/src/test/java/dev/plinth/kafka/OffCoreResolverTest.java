package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

/** What a sender that a core runs may look up; the core is the thread that gives it something to do. */
@Timeout(20) // else the sender would not come back from the core
class OffCoreResolverTest {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private final AsyncRuntime runtime = (AsyncRuntime) Proxy.newProxyInstance(
            OffCoreResolverTest.class.getClassLoader(), new Class<?>[] {AsyncRuntime.class}, (self, method, args) -> {
                if (method.getName().equals("execute")) {
                    ((Runnable) args[1]).run();
                    return null;
                }
                return (Disposable) () -> {};
            });
    private final List<String> lookedUp = new ArrayList<>();
    private final SenderOnCore sender = new SenderOnCore(runtime, 0, new Turns());
    private final OffCoreResolver resolver = new OffCoreResolver(
            host -> {
                lookedUp.add(host);
                return new InetAddress[] {HOST};
            },
            sender);
    private Callable<?> turn;
    private Object result;

    private final class Turns implements SenderTurns {

        @Override
        public void runOnce() {
            try {
                result = turn.call();
            } catch (Exception e) {
                result = e;
            }
        }

        /** For one turn. */
        @Override
        public boolean isSteady() {
            return result == null;
        }

        @Override
        public void receive() {}

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public boolean isEnding() {
            return false;
        }
    }

    /** What comes of looking it up on the core. */
    private Object onCore(String host) {
        result = null;
        turn = () -> {
            InetAddress[] found = resolver.resolve(host);
            sender.polled(0, true); // it would go on
            return found;
        };
        sender.lend();
        return result;
    }

    @Test
    void theOwnThreadLooksItUp() throws UnknownHostException {
        assertThat(resolver.resolve("broker")).containsExactly(HOST);
        assertThat(resolver.resolve("broker")).containsExactly(HOST);
        assertThat(lookedUp).containsExactly("broker", "broker");
    }

    @Test
    void aCoreAnswersWhatTheThreadHasFoundAMomentAgo() throws UnknownHostException {
        resolver.resolve("broker")[0] = null; // it is the caller's array
        assertThat(onCore("broker")).isEqualTo(new InetAddress[] {HOST});
        assertThat(lookedUp).containsExactly("broker");
    }

    @Test
    void aCoreGivesBackWhatItWouldHaveToWaitFor() throws UnknownHostException {
        resolver.resolve("broker");
        assertThat(onCore("another")).isInstanceOf(UnknownHostException.class);
        assertThat(sender.isLent()).isFalse();
        assertThat(lookedUp).containsExactly("broker");
        resolver.resolve("another"); // the thread, next
        assertThat(onCore("another")).isEqualTo(new InetAddress[] {HOST});
    }

    @Test
    void addressesNeedNoLookingUp() {
        assertThat(onCore("127.0.0.1")).isEqualTo(new InetAddress[] {HOST});
        assertThat(onCore("::1")).isEqualTo(new InetAddress[] {HOST});
        assertThat(lookedUp).containsExactly("127.0.0.1", "::1");
    }

    @Test
    void aHostThatIsNotThereIsTheResolversOwnError() {
        OffCoreResolver none = new OffCoreResolver(
                host -> {
                    throw new UnknownHostException(host);
                },
                sender);
        assertThatThrownBy(() -> none.resolve("nobody")).isInstanceOf(UnknownHostException.class);
    }
}
