package dev.plinth.netty;

/**
 * A core that has not gone on for too long.
 *
 * @param core its number
 * @param thread the name of its thread
 * @param queue the task queue of what runs there
 * @param task what runs there, in words
 * @param nanos for how long, at least, when it was noticed
 * @param stack where its thread was then; empty if it went on at that moment
 */
record Stall(int core, String thread, String queue, String task, long nanos, StackTraceElement[] stack) {

    /** As an exception would show it. */
    String stackText() {
        if (stack.length == 0) {
            return "\tit went on before its stack trace was taken";
        }
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : stack) {
            text.append(text.isEmpty() ? "\tat " : System.lineSeparator() + "\tat ")
                    .append(frame);
        }
        return text.toString();
    }
}
