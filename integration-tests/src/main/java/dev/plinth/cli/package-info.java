/** The program behind ./plinth. */
package dev.plinth.cli;
