/** The SPI, backend selection, configuration and errors. */
package dev.plinth.api;
