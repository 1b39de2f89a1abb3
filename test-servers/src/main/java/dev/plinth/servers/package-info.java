/** Real servers, as processes of their own. */
package dev.plinth.servers;
