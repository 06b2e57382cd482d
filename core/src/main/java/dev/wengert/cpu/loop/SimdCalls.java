package dev.wengert.cpu.loop;

import dev.wengert.expression.Calls;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** What loops call instead of writing it out, for a vector of numbers: see {@link Calls}. */
final class SimdCalls {

  private SimdCalls() {}

  private static boolean isNear(FloatVector x) {
    return x.abs().compare(VectorOperators.LE, (float) Calls.FAR).allTrue();
  }

  private static boolean isNear(DoubleVector x) {
    return x.abs().compare(VectorOperators.LE, Calls.FAR).allTrue();
  }

  static FloatVector sinFar(FloatVector x, FloatVector near) {
    return isNear(x) ? near : sinEach(x, near);
  }

  static DoubleVector sinFar(DoubleVector x, DoubleVector near) {
    return isNear(x) ? near : sinEach(x, near);
  }

  static FloatVector cosFar(FloatVector x, FloatVector near) {
    return isNear(x) ? near : cosEach(x, near);
  }

  static DoubleVector cosFar(DoubleVector x, DoubleVector near) {
    return isNear(x) ? near : cosEach(x, near);
  }

  private static FloatVector sinEach(FloatVector x, FloatVector near) {
    float[] result = near.toArray();
    for (int i = 0; i < result.length; i++) {
      result[i] = Calls.sinFar(x.lane(i), result[i]);
    }
    return FloatVector.fromArray(x.species(), result, 0);
  }

  private static DoubleVector sinEach(DoubleVector x, DoubleVector near) {
    double[] result = near.toArray();
    for (int i = 0; i < result.length; i++) {
      result[i] = Calls.sinFar(x.lane(i), result[i]);
    }
    return DoubleVector.fromArray(x.species(), result, 0);
  }

  private static FloatVector cosEach(FloatVector x, FloatVector near) {
    float[] result = near.toArray();
    for (int i = 0; i < result.length; i++) {
      result[i] = Calls.cosFar(x.lane(i), result[i]);
    }
    return FloatVector.fromArray(x.species(), result, 0);
  }

  private static DoubleVector cosEach(DoubleVector x, DoubleVector near) {
    double[] result = near.toArray();
    for (int i = 0; i < result.length; i++) {
      result[i] = Calls.cosFar(x.lane(i), result[i]);
    }
    return DoubleVector.fromArray(x.species(), result, 0);
  }
}
