package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;

/**
 * Who takes part.
 *
 * @param name a backend's, or {@link Cell#STOCK}
 * @param transport what carries its bytes
 * @param runtime null for the stock client, and for a backend that does not run
 * @param notRun why it does not run, or null
 * @param failed whether it should have
 */
record Contestant(String name, String transport, AsyncRuntime runtime, String notRun, boolean failed) {

    static Contestant stock() {
        return new Contestant(Cell.STOCK, "the client's own", null, null, false);
    }

    static Contestant on(AsyncRuntime runtime) {
        return new Contestant(runtime.info().backend(), runtime.info().transport(), runtime, null, false);
    }

    static Contestant without(String name, String why, boolean failed) {
        return new Contestant(name, "none", null, why, failed);
    }
}
