package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * 14xx, second part: how queues share a core. What is compared are counts of tasks that ran while
 * others waited, never times.
 */
abstract class SharesRules extends Rules {

    private static final int CORE = 1;

    /** The first look at a ratio, in tasks of the smaller side. */
    private static final int FIRST_LOOK = 500;

    /** The last one: a machine that does other things, too, takes its time from either side at random. */
    private static final int LAST_LOOK = 8_000;

    private static final double TOLERANCE = 0.1;

    private final List<Backlog> backlogs = new ArrayList<>();

    SharesRules(BackendTck backend) {
        super(backend);
    }

    @AfterEach
    final void stopBacklogs() {
        backlogs.forEach(Backlog::stop);
    }

    private Backlog backlog(TaskQueue queue) {
        Backlog backlog = new Backlog(task -> queue.execute(CORE, task));
        backlogs.add(backlog);
        return backlog;
    }

    private Backlog backlogWithoutQueue() {
        Backlog backlog = new Backlog(task -> runtime().execute(CORE, task));
        backlogs.add(backlog);
        return backlog;
    }

    private void startAll() {
        on(CORE, () -> {
            backlogs.forEach(Backlog::start); // in one task, so that none is ahead
            return null;
        });
    }

    /** Counts from now on; the longer it takes, the less a pause of the machine weighs. */
    private void assertRatio(Backlog much, Backlog little, double expected) {
        CompletableFuture<Double> ratio = new CompletableFuture<>();
        on(CORE, () -> {
            int muchBefore = much.count();
            int littleBefore = little.count();
            AtomicInteger look = new AtomicInteger(FIRST_LOOK);
            little.watch(() -> {
                if (little.count() - littleBefore == look.get()) {
                    double found = (much.count() - muchBefore) / (double) look.get();
                    if (Math.abs(found / expected - 1) <= TOLERANCE || look.get() >= LAST_LOOK) {
                        ratio.complete(found);
                    }
                    look.set(2 * look.get());
                }
            });
            return null;
        });
        assertThat(get(ratio)).isCloseTo(expected, within(TOLERANCE * expected));
    }

    @Test
    void required_spec1451_aBusyCoreIsDividedByShares() {
        assumeWeighed();
        Backlog much = backlog(queue("much", 1000));
        Backlog little = backlog(queue("little", 100));
        startAll();
        assertRatio(much, little, 10);
    }

    @Test
    void required_spec1452_tasksWithoutAQueueHaveTheDefaultShares() {
        assumeWeighed();
        Backlog much = backlogWithoutQueue();
        Backlog little = backlog(queue("little", Shares.DEFAULT.now() / 5));
        startAll();
        assertRatio(much, little, 5);
    }

    @Test
    void required_spec1453_otherSharesTakeEffect() {
        assumeWeighed();
        TaskQueue queue = queue("first", 1000);
        Backlog first = backlog(queue);
        Backlog second = backlog(queue("second", 200));
        startAll();
        assertRatio(first, second, 5);
        queue.shares(Shares.of(40));
        assertRatio(second, first, 5);
    }

    @Test
    void required_spec1454_sharesThatChangeAreAskedForAgain() {
        assumeWeighed();
        AtomicInteger shares = new AtomicInteger(1000);
        TaskQueue queue = runtime()
                .taskQueue("first", Shares.changing(Duration.ofMillis(1), shares::get), Latency.notImportant());
        Backlog first = backlog(queue);
        Backlog second = backlog(queue("second", 200));
        startAll();
        assertRatio(first, second, 5);
        shares.set(40);
        assertRatio(second, first, 5);
    }

    @Test
    void required_spec1455_nobodyStarvesWithOneShareBesideTenThousand() {
        Backlog much = backlog(queue("much", Shares.MAX));
        Backlog little = backlog(queue("little", Shares.MIN));
        startAll();
        await().until(() -> little.count() >= 2 && much.count() >= 2);
    }

    @Test
    void required_spec1456_whoHadNothingToDoHasNotSavedUp() {
        assumeWeighed();
        Backlog busy = backlog(queue("busy", 1000));
        startAll();
        await().until(() -> busy.count() >= 2_000);
        Backlog late = backlog(queue("late", 1000));
        on(CORE, () -> {
            late.start();
            return null;
        });
        assertRatio(busy, late, 1);
    }

    @Test
    void required_spec1457_aQueueWhoseLatencyMattersGetsItsTurnBeyondItsShares() {
        assumeWeighed();
        Backlog busy = backlog(queue("busy", Shares.MAX));
        // its shares alone would give it none or one
        Backlog urgent =
                backlog(runtime().taskQueue("urgent", Shares.of(Shares.MIN), Latency.matters(Duration.ofMillis(1))));
        CompletableFuture<Integer> turns = new CompletableFuture<>();
        busy.watch(() -> {
            if (busy.count() == 4_000) {
                turns.complete(urgent.count());
            }
        });
        startAll();
        assertThat(get(turns)).isGreaterThan(20);
    }

    @Test
    void required_spec1458_aBacklogHoldsUpNeitherTimersNorConnections() {
        Link link = link(ConnectOptions.builder().core(CORE).build());
        Backlog busy = backlog(queue("busy", Shares.MAX));
        startAll();
        AsyncConnection connection = link.connection();
        for (int i = 0; i < 20; i++) {
            write(connection, (byte) i);
            link.peer().send(link.peer().read(1));
            assertThat(read(connection, 1)).containsExactly(i);
        }
        get(on(CORE, () -> runtime().delay(Duration.ofMillis(1)).toFuture()));
        assertThat(busy.count()).isPositive();
    }

    @Test
    void required_spec1459_aSupplierThatFailsLeavesTheSharesAsTheyWere() {
        assumeWeighed();
        AtomicInteger shares = new AtomicInteger(1000);
        TaskQueue queue = runtime()
                .taskQueue(
                        "first",
                        Shares.changing(Duration.ofMillis(50), () -> 1000 / shares.get() * 1000),
                        Latency.notImportant());
        Backlog first = backlog(queue);
        Backlog second = backlog(queue("second", 200));
        startAll();
        shares.set(0);
        assertRatio(first, second, 5);
    }
}
