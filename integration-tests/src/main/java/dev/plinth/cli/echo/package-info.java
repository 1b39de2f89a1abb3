/** TCP echo servers: on Plinth, on plain Netty and on the JDK alone, to be held against each other. */
package dev.plinth.cli.echo;
