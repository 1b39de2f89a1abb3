/** The statistics of a runtime as Micrometer meters. */
package dev.plinth.micrometer;
