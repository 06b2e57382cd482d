package dev.wengert.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * Adds numbers up in {@link Folder#LANES} lanes, four vectors at once.
 *
 * <p>Where four vectors hold fewer numbers than there are lanes, the numbers are walked through
 * several times, each time for other lanes: the sums are the same for every width.
 */
final class SimdSum {

  private SimdSum() {}

  /**
   * Adds numbers to lanes, number i to lane i mod {@link Folder#LANES}.
   *
   * @param length a multiple of the number of lanes
   */
  static void add(float[] numbers, int from, int length, float[] lanes) {
    var species = FloatVector.SPECIES_PREFERRED;
    int width = species.length();
    for (int lane = 0; lane < Folder.LANES; lane += 4 * width) {
      FloatVector a = FloatVector.fromArray(species, lanes, lane);
      FloatVector b = FloatVector.fromArray(species, lanes, lane + width);
      FloatVector c = FloatVector.fromArray(species, lanes, lane + 2 * width);
      FloatVector d = FloatVector.fromArray(species, lanes, lane + 3 * width);
      int end = from + length;
      for (int i = from + lane; i < end; i += Folder.LANES) {
        a = a.add(FloatVector.fromArray(species, numbers, i));
        b = b.add(FloatVector.fromArray(species, numbers, i + width));
        c = c.add(FloatVector.fromArray(species, numbers, i + 2 * width));
        d = d.add(FloatVector.fromArray(species, numbers, i + 3 * width));
      }
      a.intoArray(lanes, lane);
      b.intoArray(lanes, lane + width);
      c.intoArray(lanes, lane + 2 * width);
      d.intoArray(lanes, lane + 3 * width);
    }
  }

  /** Adds numbers to lanes, as the FLOAT32 form does. */
  static void add(double[] numbers, int from, int length, double[] lanes) {
    var species = DoubleVector.SPECIES_PREFERRED;
    int width = species.length();
    for (int lane = 0; lane < Folder.LANES; lane += 4 * width) {
      DoubleVector a = DoubleVector.fromArray(species, lanes, lane);
      DoubleVector b = DoubleVector.fromArray(species, lanes, lane + width);
      DoubleVector c = DoubleVector.fromArray(species, lanes, lane + 2 * width);
      DoubleVector d = DoubleVector.fromArray(species, lanes, lane + 3 * width);
      int end = from + length;
      for (int i = from + lane; i < end; i += Folder.LANES) {
        a = a.add(DoubleVector.fromArray(species, numbers, i));
        b = b.add(DoubleVector.fromArray(species, numbers, i + width));
        c = c.add(DoubleVector.fromArray(species, numbers, i + 2 * width));
        d = d.add(DoubleVector.fromArray(species, numbers, i + 3 * width));
      }
      a.intoArray(lanes, lane);
      b.intoArray(lanes, lane + width);
      c.intoArray(lanes, lane + 2 * width);
      d.intoArray(lanes, lane + 3 * width);
    }
  }
}
