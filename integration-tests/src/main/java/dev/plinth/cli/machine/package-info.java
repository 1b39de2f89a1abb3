/** Facts about the machine and this process that decide which backends can run. */
package dev.plinth.cli.machine;
