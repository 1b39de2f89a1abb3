/**
 * Connection pools: {@link dev.plinth.pool.PerCorePool}, a sub-pool per core, and {@link
 * dev.plinth.pool.BalancedPool}, several endpoints behind one pool.
 *
 * <p>Each sub-pool is touched by the thread of its core alone, so that borrowing and giving back there
 * take no lock and no atomic instruction but the one that guards the lease; what comes from elsewhere
 * comes as a task of that core. reactor-pool, which r2dbc-pool and reactor-netty use, would have to be
 * one pool per core with something of ours around it: it serves those who wait from one pool only (a
 * connection that becomes free on a neighbour's core stays there while they wait), its validation is
 * synchronous, it cannot look at idle connections one by one in the background, and its eviction knows
 * no minimum. What would be left of it is a queue made for many threads, around which stood a second one.
 *
 * <p>Beside it, measured with stubs for connections ({@code ./plinth bench pool}; two shared vCPUs, Java 25):
 * to borrow and give back on a core takes 128 ns and 72 B, by reactor-pool on an event loop 443 ns and 304 B;
 * with 64 callers on two of them, of which most wait in line, 530 ns and 111 B instead of 1,909 and 416. A
 * thread that blocks is served by reactor-pool itself, in 0.4 us; ours sends a message to a core and back,
 * which is 34 us when the core sleeps, and 11 instead of 6.5 us for each of 64 threads.
 */
package dev.plinth.pool;
