package dev.plinth.db;

import io.r2dbc.postgresql.codec.Codecs;

/**
 * What the wires of an adapter have in common.
 *
 * @param plainCodecs whether {@code codecs} has nothing but the driver's own for the common types
 */
record WireSetup(Codecs codecs, boolean plainCodecs, WireSettings settings) {}
