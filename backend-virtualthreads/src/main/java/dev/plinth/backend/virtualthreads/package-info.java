/** Blocking sockets on virtual threads. */
package dev.plinth.backend.virtualthreads;
