/** What goes wrong around a runtime or on it: each with its message, and the other connections live on. */
package dev.plinth.it.faults;
