package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Data;
import dev.wengert.peers.Data.Classifier;
import dev.wengert.peers.Data.Convolutional;
import dev.wengert.peers.tensorflow.Trained.Loss;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** W1, W2 and W9: losses of training steps. */
final class Training {

  private Training() {}

  /** Returns the loss of W1. */
  static Loss network(Network in, String variant) {
    Ops tf = in.tf;
    int examples = Data.Network.EXAMPLES;
    int[] units = Data.Network.UNITS;
    Operand<TFloat64> value = in.data(Data.Network.x(), units[0], examples);
    Operand<TFloat64> y = in.data(Data.Network.y(), 1, examples);
    List<Operand<TFloat64>> weights = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      weights.add(
          in.parameter("weight" + (i + 1), Data.Network.weight(i + 1), units[i + 1], units[i]));
      Operand<TFloat64> bias =
          in.parameter("bias" + (i + 1), new double[units[i + 1]], units[i + 1], 1);
      value = tf.math.add(tf.linalg.matMul(weights.get(i), value), bias);
      if (i < 2) {
        value = tf.nn.relu(value);
        value = variant.equals("dropout") ? in.dropout(value, Data.Network.KEEP) : value;
      }
    }
    Operand<TFloat64> loss = crossEntropy(in, tf.math.sigmoid(value), y);
    if (variant.equals("l2")) {
      Operand<TFloat64> penalty = tf.constant(Data.Network.PENALTY);
      loss = tf.math.add(loss, tf.math.mul(in.squares(weights), penalty));
    }
    return new Loss(loss, Data.Network.RATE, 0);
  }

  private static Operand<TFloat64> crossEntropy(
      Network in, Operand<TFloat64> probability, Operand<TFloat64> y) {
    Ops tf = in.tf;
    Operand<TFloat64> one = tf.constant(1.0);
    Operand<TFloat64> ofOnes = tf.math.mul(y, tf.math.log(probability));
    Operand<TFloat64> ofZeros =
        tf.math.mul(tf.math.sub(one, y), tf.math.log(tf.math.sub(one, probability)));
    return tf.math.neg(in.mean(tf.math.add(ofOnes, ofZeros)));
  }

  /** Returns the loss of W2. */
  static Loss classifier(Network in) {
    Ops tf = in.tf;
    int batch = Classifier.BATCH;
    int[] units = Classifier.UNITS;
    Operand<TFloat32> value = in.data(Classifier.x(), batch, units[0]);
    Operand<TFloat32> y = in.oneHot(Classifier.y(), Classifier.CLASSES);
    List<Operand<TFloat32>> weights = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String number = Integer.toString(i + 1);
      int out = units[i + 1];
      weights.add(in.parameter("weight" + number, Classifier.weight(i + 1), out, units[i]));
      value = in.linear(value, weights.get(i), in.zeros("bias" + number, out));
      if (i < 2) {
        Operand<TFloat32> scale = in.ones("scale" + number, out);
        Operand<TFloat32> shift = in.zeros("shift" + number, out);
        value = in.batchNorm(in.reshape(value, batch, 1, 1, out), scale, shift);
        value = in.dropout(tf.nn.relu(in.reshape(value, batch, out)), Classifier.KEEP);
      }
    }
    Operand<TFloat32> penalty = tf.math.mul(in.squares(weights), in.number(Classifier.PENALTY));
    return new Loss(
        tf.math.add(in.crossEntropy(value, y), penalty), Classifier.RATE, Classifier.MOMENTUM);
  }

  /** Returns the loss of W9; images and kernels have their channels last here. */
  static Loss convolutional(Network in) {
    Ops tf = in.tf;
    int batch = Convolutional.BATCH;
    int[] channels = Convolutional.CHANNELS;
    Operand<TFloat32> value =
        in.data(Convolutional.x(), batch, Convolutional.SIDE, Convolutional.SIDE, 1);
    Operand<TFloat32> y = in.oneHot(Convolutional.y(), Convolutional.CLASSES);
    List<Long> one = List.of(1L, 1L, 1L, 1L);
    Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
    for (int i = 0; i < 2; i++) {
      String number = Integer.toString(i + 1);
      int out = channels[i + 1];
      Operand<TFloat32> kernel =
          in.parameter(
              "weight" + number,
              channelsLast(Convolutional.kernel(i + 1), out, channels[i]),
              3,
              3,
              channels[i],
              out);
      Operand<TFloat32> bias = in.zeros("bias" + number, out);
      value = tf.nn.biasAdd(tf.nn.conv2d(value, kernel, one, "SAME"), bias);
      Operand<TFloat32> scale = in.ones("scale" + number, out);
      value = tf.nn.relu(in.batchNorm(value, scale, in.zeros("shift" + number, out)));
      value = tf.nn.maxPool(value, two, two, "VALID");
    }
    int features = Convolutional.FEATURES;
    Operand<TFloat32> weight =
        in.parameter("weight3", flattenedLast(), Convolutional.CLASSES, features);
    Operand<TFloat32> bias = in.zeros("bias3", Convolutional.CLASSES);
    Operand<TFloat32> logits = in.linear(in.reshape(value, batch, features), weight, bias);
    return new Loss(in.crossEntropy(logits, y), Convolutional.RATE, 0);
  }

  /** From [out, in, 3, 3] to [3, 3, in, out]. */
  private static float[] channelsLast(float[] kernel, int out, int in) {
    float[] turned = new float[kernel.length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int place = 0; place < 9; place++) {
          turned[(place * in + i) * out + o] = kernel[(o * in + i) * 9 + place];
        }
      }
    }
    return turned;
  }

  /** The last layer's weight for images that are flattened with their channels last. */
  private static float[] flattenedLast() {
    float[] weight = Convolutional.weight();
    float[] turned = new float[weight.length];
    int channels = Convolutional.CHANNELS[2];
    int places = Convolutional.FEATURES / channels;
    for (int row = 0; row < Convolutional.CLASSES; row++) {
      int start = row * Convolutional.FEATURES;
      for (int channel = 0; channel < channels; channel++) {
        for (int place = 0; place < places; place++) {
          turned[start + place * channels + channel] = weight[start + channel * places + place];
        }
      }
    }
    return turned;
  }
}
