/** R2DBC PostgreSQL on any backend. */
package dev.plinth.db;
