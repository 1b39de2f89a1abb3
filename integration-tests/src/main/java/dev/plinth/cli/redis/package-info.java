/** The comparison of Redis clients: what a contestant's JVM runs, and which contestants there are. */
package dev.plinth.cli.redis;
