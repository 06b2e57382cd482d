/** What programs of other frameworks have in common: the work, its data, and how it is timed. */
package dev.wengert.peers;
