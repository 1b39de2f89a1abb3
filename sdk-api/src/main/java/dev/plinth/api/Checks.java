package dev.plinth.api;

import java.time.Duration;

/** Refuses arguments with a message that names them. */
final class Checks {

    private Checks() {}

    static void atLeast(int value, int min, String name) {
        if (value < min) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least " + min);
        }
    }

    static void atLeast(Duration value, Duration min, String name) {
        if (value.compareTo(min) < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least " + min);
        }
    }
}
