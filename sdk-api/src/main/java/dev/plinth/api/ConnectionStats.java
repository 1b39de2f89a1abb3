package dev.plinth.api;

/**
 * What has passed over one connection: {@link AsyncConnection#stats()}. With TLS these are the bytes
 * of the application.
 *
 * @param bytesRead bytes that came in
 * @param bytesWritten bytes that the transport has taken
 * @param reads in how many portions they came
 * @param writes in how many portions they went
 */
public record ConnectionStats(long bytesRead, long bytesWritten, long reads, long writes) {}
