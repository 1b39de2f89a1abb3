/**
 * What runs in the JVM of one contestant: a client, the load on it, and the measuring. The same for
 * every contestant but for the {@link dev.plinth.cli.load.Client}; knows nothing of the others.
 */
package dev.plinth.cli.load;
