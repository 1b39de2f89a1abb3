package dev.plinth.cli.load;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * How a JVM that was started to measure is commanded: it takes one JSON object a line on standard
 * input ({@code do} says what) and answers each with one on standard output ({@code ok}, or {@code
 * error}), until {@code {"do":"quit"}}. It ends when standard input does, so it never outlives the
 * process that commands it.
 */
public final class CommandLoop {

    private CommandLoop() {}

    /** Carries out commands. */
    public interface Commands {
        /** The answer, which may be added to; an exception is told as an error. */
        Map<String, Object> answer(Map<String, Object> command) throws Exception;
    }

    /** Serves until the end, and ends the JVM. */
    public static void serve(Callable<? extends Commands> commands) {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err); // whatever a library prints must not get among the answers
        try {
            serve(commands.call(), answers);
        } catch (Throwable e) {
            e.printStackTrace();
            answers.println(text(error(e)));
        }
        Runtime.getRuntime().halt(0); // a client's threads must not keep this process alive
    }

    private static void serve(Commands commands, PrintStream answers) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        boolean more = true;
        while (more && (line = lines.readLine()) != null) {
            Map<String, Object> command = JSON.std.mapFrom(line);
            more = !"quit".equals(command.get("do"));
            Map<String, Object> answer;
            try {
                answer = commands.answer(command);
                answer.put("ok", true);
            } catch (Exception | LinkageError e) {
                e.printStackTrace();
                answer = error(e);
            }
            answers.println(text(answer));
        }
    }

    private static String text(Map<String, Object> answer) {
        try {
            return JSON.std.asString(answer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> error(Throwable error) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("error", error.toString());
        return answer;
    }
}
