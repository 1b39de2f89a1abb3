/** Adapters on backends against real servers. */
package dev.plinth.it;
