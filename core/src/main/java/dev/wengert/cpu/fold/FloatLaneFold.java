package dev.wengert.cpu.fold;

import dev.wengert.cpu.machine.Retyped;
import dev.wengert.kernel.Fold;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Folds numbers in {@link Folder#LANES} lanes, four vectors at once: written for float, the form of
 * double is this class {@link Retyped}. Loaded only where there are vectors.
 *
 * <p>Where four vectors hold fewer numbers than there are lanes, the numbers are walked through
 * several times, each time for other lanes: the results are the same for every width.
 */
final class FloatLaneFold implements LaneFold {

  @Override
  public void fold(Fold fold, Object source, int from, int length, Object target) {
    float[] numbers = (float[]) source;
    float[] lanes = (float[]) target;
    int width = FloatVector.SPECIES_PREFERRED.length();
    for (int lane = 0; lane < Folder.LANES; lane += 4 * width) {
      switch (fold) {
        case SUM -> add(numbers, from, from + length, lanes, lane);
        case PRODUCT -> mul(numbers, from, from + length, lanes, lane);
        case MAX -> max(numbers, from, from + length, lanes, lane);
        case MIN -> min(numbers, from, from + length, lanes, lane);
      }
    }
  }

  @Override
  public void sum(Object source, int from, int length, Object target) {
    float[] numbers = (float[]) source;
    float[] lanes = (float[]) target;
    VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
    int width = species.length();
    int end = from + length - length % Folder.LANES;
    Arrays.fill(lanes, 0, Folder.LANES, 0f);
    for (int lane = 0; lane < Folder.LANES; lane += 4 * width) {
      add(numbers, from, end, lanes, lane);
    }
    for (int i = end; i < from + length; i++) {
      lanes[i - end] += numbers[i];
    }
    for (int i = 0; i < Folder.HALVED; i += width) {
      FloatVector low =
          FloatVector.fromArray(species, lanes, i)
              .add(FloatVector.fromArray(species, lanes, i + 2 * Folder.HALVED));
      FloatVector high =
          FloatVector.fromArray(species, lanes, i + Folder.HALVED)
              .add(FloatVector.fromArray(species, lanes, i + 3 * Folder.HALVED));
      low.add(high).intoArray(lanes, i);
    }
  }

  private static void add(float[] numbers, int from, int end, float[] lanes, int lane) {
    VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
    int width = species.length();
    FloatVector a = FloatVector.fromArray(species, lanes, lane);
    FloatVector b = FloatVector.fromArray(species, lanes, lane + width);
    FloatVector c = FloatVector.fromArray(species, lanes, lane + 2 * width);
    FloatVector d = FloatVector.fromArray(species, lanes, lane + 3 * width);
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

  private static void mul(float[] numbers, int from, int end, float[] lanes, int lane) {
    VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
    int width = species.length();
    FloatVector a = FloatVector.fromArray(species, lanes, lane);
    FloatVector b = FloatVector.fromArray(species, lanes, lane + width);
    FloatVector c = FloatVector.fromArray(species, lanes, lane + 2 * width);
    FloatVector d = FloatVector.fromArray(species, lanes, lane + 3 * width);
    for (int i = from + lane; i < end; i += Folder.LANES) {
      a = a.mul(FloatVector.fromArray(species, numbers, i));
      b = b.mul(FloatVector.fromArray(species, numbers, i + width));
      c = c.mul(FloatVector.fromArray(species, numbers, i + 2 * width));
      d = d.mul(FloatVector.fromArray(species, numbers, i + 3 * width));
    }
    a.intoArray(lanes, lane);
    b.intoArray(lanes, lane + width);
    c.intoArray(lanes, lane + 2 * width);
    d.intoArray(lanes, lane + 3 * width);
  }

  private static void max(float[] numbers, int from, int end, float[] lanes, int lane) {
    VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
    int width = species.length();
    FloatVector a = FloatVector.fromArray(species, lanes, lane);
    FloatVector b = FloatVector.fromArray(species, lanes, lane + width);
    FloatVector c = FloatVector.fromArray(species, lanes, lane + 2 * width);
    FloatVector d = FloatVector.fromArray(species, lanes, lane + 3 * width);
    int i = from + lane;
    // Of two numbers first: that waits for nobody.
    for (; i < end - Folder.LANES; i += 2 * Folder.LANES) {
      a =
          a.max(
              FloatVector.fromArray(species, numbers, i)
                  .max(FloatVector.fromArray(species, numbers, i + Folder.LANES)));
      b =
          b.max(
              FloatVector.fromArray(species, numbers, i + width)
                  .max(FloatVector.fromArray(species, numbers, i + width + Folder.LANES)));
      c =
          c.max(
              FloatVector.fromArray(species, numbers, i + 2 * width)
                  .max(FloatVector.fromArray(species, numbers, i + 2 * width + Folder.LANES)));
      d =
          d.max(
              FloatVector.fromArray(species, numbers, i + 3 * width)
                  .max(FloatVector.fromArray(species, numbers, i + 3 * width + Folder.LANES)));
    }
    for (; i < end; i += Folder.LANES) {
      a = a.max(FloatVector.fromArray(species, numbers, i));
      b = b.max(FloatVector.fromArray(species, numbers, i + width));
      c = c.max(FloatVector.fromArray(species, numbers, i + 2 * width));
      d = d.max(FloatVector.fromArray(species, numbers, i + 3 * width));
    }
    a.intoArray(lanes, lane);
    b.intoArray(lanes, lane + width);
    c.intoArray(lanes, lane + 2 * width);
    d.intoArray(lanes, lane + 3 * width);
  }

  private static void min(float[] numbers, int from, int end, float[] lanes, int lane) {
    VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
    int width = species.length();
    FloatVector a = FloatVector.fromArray(species, lanes, lane);
    FloatVector b = FloatVector.fromArray(species, lanes, lane + width);
    FloatVector c = FloatVector.fromArray(species, lanes, lane + 2 * width);
    FloatVector d = FloatVector.fromArray(species, lanes, lane + 3 * width);
    int i = from + lane;
    // Of two numbers first: that waits for nobody.
    for (; i < end - Folder.LANES; i += 2 * Folder.LANES) {
      a =
          a.min(
              FloatVector.fromArray(species, numbers, i)
                  .min(FloatVector.fromArray(species, numbers, i + Folder.LANES)));
      b =
          b.min(
              FloatVector.fromArray(species, numbers, i + width)
                  .min(FloatVector.fromArray(species, numbers, i + width + Folder.LANES)));
      c =
          c.min(
              FloatVector.fromArray(species, numbers, i + 2 * width)
                  .min(FloatVector.fromArray(species, numbers, i + 2 * width + Folder.LANES)));
      d =
          d.min(
              FloatVector.fromArray(species, numbers, i + 3 * width)
                  .min(FloatVector.fromArray(species, numbers, i + 3 * width + Folder.LANES)));
    }
    for (; i < end; i += Folder.LANES) {
      a = a.min(FloatVector.fromArray(species, numbers, i));
      b = b.min(FloatVector.fromArray(species, numbers, i + width));
      c = c.min(FloatVector.fromArray(species, numbers, i + 2 * width));
      d = d.min(FloatVector.fromArray(species, numbers, i + 3 * width));
    }
    a.intoArray(lanes, lane);
    b.intoArray(lanes, lane + width);
    c.intoArray(lanes, lane + 2 * width);
    d.intoArray(lanes, lane + 3 * width);
  }
}
