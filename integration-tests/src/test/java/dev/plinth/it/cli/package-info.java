/** Tests of the program behind ./plinth. */
package dev.plinth.it.cli;
