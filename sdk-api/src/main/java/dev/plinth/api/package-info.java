/**
 * Plinth's SPI: event loops, one per core, and the byte streams that live on them.
 *
 * <p>Users start at {@link dev.plinth.api.AsyncRuntime#create()}; a backend implements {@link
 * dev.plinth.api.AsyncRuntimeProvider}; an adapter is found by {@link
 * dev.plinth.api.AdapterProvider}.
 */
package dev.plinth.api;
