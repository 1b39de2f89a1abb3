/** Long and hard use: what shows only once in a million times, or after minutes. */
package dev.plinth.it.stress;
