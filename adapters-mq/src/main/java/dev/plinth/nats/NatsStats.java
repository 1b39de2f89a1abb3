package dev.plinth.nats;

/**
 * What an adapter's own connection has done since it was opened, all connections that it had since then together.
 *
 * @param messagesIn messages received
 * @param bytesIn their headers and data, in bytes
 * @param messagesOut messages published, requests included
 * @param bytesOut their headers and data, in bytes
 * @param dropped messages dropped because a subscriber was too slow
 * @param pendingRequests requests and publishings to JetStream that wait for their answer now
 * @param lateReplies answers that came when nobody waited for them any more
 * @param reconnects how often the connection was lost and came back
 * @param errors errors that the server told of, and handlers that threw
 */
public record NatsStats(
        long messagesIn,
        long bytesIn,
        long messagesOut,
        long bytesOut,
        long dropped,
        long pendingRequests,
        long lateReplies,
        long reconnects,
        long errors) {}
