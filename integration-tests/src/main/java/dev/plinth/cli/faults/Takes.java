package dev.plinth.cli.faults;

/**
 * What the parts of an adapter's rounds take, as measured on an idle machine of two cores ({@code plinth-faults.log} has
 * what they took).
 *
 * @param startMillis until the server runs and the clients are warm
 * @param clientMillis to open and close a contestant's clients, and to look at what they did
 * @param restartMillis until the server runs again that was stopped or killed
 * @param recoveryMillis until clients whose connections were lost have connected again, and have what was on its way
 */
record Takes(long startMillis, long clientMillis, long restartMillis, long recoveryMillis) {}
