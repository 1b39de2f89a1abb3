/**
 * A service that uses several clients at once: cache-aside on Redis and PostgreSQL, requests that touch all four
 * servers, and transactions in batches. The same code on the clients as they come and on Plinth.
 */
package dev.plinth.cli.service;
