/**
 * Whether clients give the same answers: a suite for each adapter, written once against the client's API, and run on the
 * stock client and on every backend; what came back is compared byte for byte.
 */
package dev.plinth.cli.behaviour;
