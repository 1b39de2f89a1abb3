/** NATS in the comparison: the engine of the adapter, and jnats as it comes and on a runtime. */
package dev.plinth.cli.nats;
