/** The soak: connections that come and go, restarts and cancellations, and what is left of it all in the end. */
package dev.plinth.cli.soak;
