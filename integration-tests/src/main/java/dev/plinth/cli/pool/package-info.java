/** {@code ./plinth bench pool}: connection pools by JMH, and how evenly ours spreads what it lends. */
package dev.plinth.cli.pool;
