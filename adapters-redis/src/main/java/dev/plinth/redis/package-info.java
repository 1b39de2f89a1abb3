/** Lettuce on any backend. */
package dev.plinth.redis;
