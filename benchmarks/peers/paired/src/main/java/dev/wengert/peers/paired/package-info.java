/** Wengert and another framework in turn on the same work. */
package dev.wengert.peers.paired;
