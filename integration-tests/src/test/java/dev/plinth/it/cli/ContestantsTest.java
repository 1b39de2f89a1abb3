package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Contestants;
import dev.plinth.cli.nats.NatsComparison;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who takes part, and with what. */
class ContestantsTest {

    @Test
    void coresAreThoseOfAllThatRunOnPlinthAlsoOfPeers() {
        List<Contestant> chosen = new Contestants(new NatsComparison(), 1, IllegalArgumentException::new)
                .choose(null, List.of("netty-nio"));

        assertThat(chosen).extracting(Contestant::name).containsExactly("stock", "jnats-on-plinth", "netty-nio");
        assertThat(chosen)
                .filteredOn(each -> each.options().containsKey("backend"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.options()).containsEntry("cores", "1"));
    }
}
