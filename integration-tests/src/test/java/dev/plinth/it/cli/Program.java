package dev.plinth.it.cli;

import dev.plinth.cli.Plinth;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A run of the program within this JVM. */
record Program(int exitCode, String out, String err) {

    static Program run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Plinth.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Program(exitCode, out.toString(), err.toString());
    }
}
