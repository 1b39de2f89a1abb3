package dev.plinth.benchmarks.pool;

/** A pool whose callers are threads. */
interface ThreadPool {

    /** Borrows, and gives back. Any number of threads at once. */
    void cycle() throws Exception;

    void close();

    /** By name. */
    static ThreadPool of(String name) {
        if (name.startsWith(PlinthPool.PREFIX)) {
            return new PlinthPool(name, 2);
        }
        return switch (name) {
            case "r2dbc-pool" -> new R2dbcPool(0);
            case "reactor-pool" -> new ReactorPool(0);
            case "HikariCP" -> new Hikari();
            default -> throw new IllegalArgumentException("no pool of this name: " + name);
        };
    }
}
