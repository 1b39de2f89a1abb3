package dev.plinth.benchmarks.pool;

/** A pool, and the loops of its callers. */
interface LoopPool {

    /** Connections; with 64 callers most of them wait. */
    int MAX = 8;

    /** The callers of one loop. */
    Lane<?> lane(int loop);

    void close();

    /** By name. */
    static LoopPool of(String name, int loops) {
        if (name.startsWith(PlinthPool.PREFIX)) {
            return new PlinthPool(name, loops);
        }
        return switch (name) {
            case "r2dbc-pool" -> new R2dbcPool(loops);
            case "reactor-pool" -> new ReactorPool(loops);
            default -> throw new IllegalArgumentException("no pool of this name: " + name);
        };
    }
}
