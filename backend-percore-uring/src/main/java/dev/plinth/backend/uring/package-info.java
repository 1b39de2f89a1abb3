/** A pinned thread per core on io_uring. */
package dev.plinth.backend.uring;
