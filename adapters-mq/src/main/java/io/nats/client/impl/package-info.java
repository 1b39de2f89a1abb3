/** What jnats gives to its own package only: the port that carries its bytes on a runtime. */
package io.nats.client.impl;
