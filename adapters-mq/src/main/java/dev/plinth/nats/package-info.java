/** NATS on any backend: an engine on the cores for the hot path, jnats for all of its API. */
package dev.plinth.nats;
