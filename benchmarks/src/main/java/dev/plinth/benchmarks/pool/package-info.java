/**
 * Borrowing a connection and giving it back, by JMH: Plinth's pool beside reactor-pool, r2dbc-pool and
 * HikariCP. The connections are stubs that do nothing, so that only the pools are measured.
 */
package dev.plinth.benchmarks.pool;
