/** Plinth in containers, and beside servers in containers. */
package dev.plinth.it.containers;
