package dev.plinth.cli.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.plinth.cli.load.CannotRunException;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.load.VirtualThreads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * pgjdbc behind HikariCP. Either every caller is a virtual thread, or the callers share some platform
 * threads, one for each connection, as a service's worker threads do.
 */
public final class HikariJdbc implements Client {

    /** Option: {@code virtual} or {@code platform}. */
    static final String THREADS = "threads";

    static final String VIRTUAL = "virtual";
    static final String PLATFORM = "platform";

    private final List<ExecutorService> workers = new ArrayList<>();
    private boolean virtual;
    private HikariDataSource pool;

    /** Made by name. */
    public HikariJdbc() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        virtual = options.get(THREADS).equals(VIRTUAL);
        if (virtual && !VirtualThreads.available()) {
            throw new CannotRunException(VirtualThreads.NEEDED);
        }
        int size = Integer.parseInt(options.get(DbComparison.POOL_SIZE));
        DbUrl url = DbUrl.parse(options.get(DbComparison.URI));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(size);
        pool = new HikariDataSource(config);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            workers.add(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "worker");
                thread.setDaemon(true);
                return thread;
            }));
            lines.add(new JdbcLine(pool, workers.get(i)));
        }
        return lines;
    }

    @Override
    public Load load(Load asked) {
        return virtual ? asked.byBlocking() : asked;
    }

    @Override
    public int connections() {
        return pool.getHikariPoolMXBean().getTotalConnections();
    }

    @Override
    public Map<String, String> facts() throws Exception {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(ACTIVE_TRANSPORT, "blocking sockets");
        try (var connection = pool.getConnection()) {
            facts.put("pgjdbc", connection.getMetaData().getDriverVersion());
        }
        return facts;
    }

    @Override
    public void close() {
        workers.forEach(ExecutorService::shutdownNow);
        pool.close();
    }
}
