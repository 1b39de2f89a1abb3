/** Real servers, started for a comparison or a test. */
package dev.plinth.cli.servers;
