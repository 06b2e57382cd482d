/** libtorch, the library of PyTorch, by its C++ interface through JavaCPP. */
package dev.wengert.peers.libtorch;
