package dev.plinth.cli.compare;

/**
 * What a contestant did under a workload.
 *
 * @param server the name of the server, as {@link Outcome#serverName} gives it
 * @param activeTransport what carried the bytes, as read from the live connection; null if not run
 * @param channel the class of the live channel, or null
 * @param figures null if there are none
 * @param ratio throughput as a multiple of the baseline's in the same round; null without a baseline
 * @param cpuRatio client CPU per operation as a multiple of the baseline's in the same round
 * @param problem why there are no figures, or why they are not to be trusted; null if all is well
 * @param failed whether the problem is a failure; else the contestant could not run here
 */
public record Row(
        String adapter,
        String server,
        Workload workload,
        Contestant contestant,
        String activeTransport,
        String channel,
        Figures figures,
        Spread ratio,
        Spread cpuRatio,
        String problem,
        boolean failed) {}
