/** Proof that the conformance kit and its gates can fail: deliberately broken twins of a backend. */
package dev.plinth.it.tck;
