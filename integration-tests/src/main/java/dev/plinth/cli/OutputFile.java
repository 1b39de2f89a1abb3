package dev.plinth.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A file that the user wants written: told before the work that it cannot be, not after it. */
final class OutputFile {

    private OutputFile() {}

    static void check(CommandLine command, String option, Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        String why = null;
        if (folder == null || Files.isDirectory(file)) {
            why = "it is a folder";
        } else if (!Files.isDirectory(folder)) {
            why = folder + " does not exist";
        } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            why = "it is not writable";
        }
        if (why != null) {
            throw new ParameterException(command, option + "=" + file + " cannot be written: " + why);
        }
    }
}
