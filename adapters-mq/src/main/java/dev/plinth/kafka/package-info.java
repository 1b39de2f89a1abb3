/** kafka-clients on any backend. */
package dev.plinth.kafka;
