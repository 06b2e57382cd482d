/** ONNX Runtime's inference from Java, on models that are written here node by node. */
package dev.wengert.peers.onnxruntime;
