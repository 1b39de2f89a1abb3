/** The comparison of PostgreSQL clients: what a contestant's JVM runs, and which contestants there are. */
package dev.plinth.cli.db;
