/** Netty on epoll, and on NIO where nothing else runs. */
package dev.plinth.backend.netty;
