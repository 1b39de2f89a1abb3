/** The bridge: Netty channels on a runtime that is not Netty's. */
package dev.plinth.netty.bridge;
