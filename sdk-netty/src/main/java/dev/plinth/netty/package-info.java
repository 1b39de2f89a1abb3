/** The SPI on any Netty transport, and a Netty channel on any backend. */
package dev.plinth.netty;
