/** PostgreSQL on every backend, against real servers. */
package dev.plinth.it.db;
