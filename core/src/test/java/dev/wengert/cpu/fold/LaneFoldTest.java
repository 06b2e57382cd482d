package dev.wengert.cpu.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Retyped;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.kernel.Fold;
import dev.wengert.testing.Seeds;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors fold as numbers do, to the bit. */
class LaneFoldTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void vectorsAddUpInTheOrderOfNumbers(DType dtype) {
    LaneFold vectors = vectors(dtype);
    LaneFold numbers = numbers(dtype);
    Random random = Seeds.random(81);
    for (int length = Folder.LANES; length <= Folder.BLOCK; length += 1 + random.nextInt(90)) {
      int from = random.nextInt(7);
      Object x = drawn(random, dtype, from + length);
      Object expected = drawn(random, dtype, Folder.LANES);
      Object actual = drawn(random, dtype, Folder.LANES);
      numbers.sum(x, from, length, expected);
      vectors.sum(x, from, length, actual);
      assertThat(firstOf(actual, Folder.HALVED))
          .as("%s numbers from %s", length, from)
          .isEqualTo(firstOf(expected, Folder.HALVED));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void vectorsFoldOntoLanesAsNumbersDo(DType dtype) {
    LaneFold vectors = vectors(dtype);
    LaneFold numbers = numbers(dtype);
    Random random = Seeds.random(82);
    for (Fold fold : Fold.values()) {
      for (int blocks = 0; blocks < 9; blocks++) {
        int from = random.nextInt(7);
        Object x = drawn(random, dtype, from + blocks * Folder.LANES);
        Object expected = drawn(random, dtype, Folder.LANES);
        Object actual = copy(expected);
        numbers.fold(fold, x, from, blocks * Folder.LANES, expected);
        vectors.fold(fold, x, from, blocks * Folder.LANES, actual);
        assertThat(actual).as("%s of %s blocks", fold, blocks).isEqualTo(expected);
      }
    }
  }

  /** Sums of zeros of one sign have the bits that numbers give them. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void negativeZerosAddUpAlike(DType dtype) {
    Object x = Array.newInstance(type(dtype), 70);
    for (int i = 0; i < 70; i++) {
      set(x, i, -0.0);
    }
    Object expected = Array.newInstance(type(dtype), Folder.LANES);
    Object actual = Array.newInstance(type(dtype), Folder.LANES);
    numbers(dtype).sum(x, 0, 70, expected);
    vectors(dtype).sum(x, 0, 70, actual);
    assertThat(firstOf(actual, Folder.HALVED)).isEqualTo(firstOf(expected, Folder.HALVED));
  }

  private static LaneFold vectors(DType dtype) {
    assumeTrue(Simd.isAvailable(), "there are no vectors without jdk.incubator.vector");
    @Nullable LaneFold made =
        dtype == DType.FLOAT32
            ? new FloatLaneFold()
            : Retyped.make(MethodHandles.lookup(), FloatLaneFold.class, dtype, LaneFold.class);
    assumeTrue(made != null, "classes cannot be defined here");
    return Objects.requireNonNull(made);
  }

  private static LaneFold numbers(DType dtype) {
    @Nullable LaneFold made =
        dtype == DType.FLOAT32
            ? new FloatFolder()
            : (@Nullable LaneFold)
                Retyped.make(MethodHandles.lookup(), FloatFolder.class, dtype, TypedFolder.class);
    assumeTrue(made != null, "classes cannot be defined here");
    return Objects.requireNonNull(made);
  }

  private static Class<?> type(DType dtype) {
    return dtype == DType.FLOAT32 ? float.class : double.class;
  }

  private static void set(Object array, int at, double value) {
    if (array instanceof float[] floats) {
      floats[at] = (float) value;
    } else {
      ((double[]) array)[at] = value;
    }
  }

  private static Object drawn(Random random, DType dtype, int length) {
    Object array = Array.newInstance(type(dtype), length);
    for (int i = 0; i < length; i++) {
      set(array, i, Math.scalb(random.nextGaussian(), random.nextInt(8)));
    }
    return array;
  }

  private static Object copy(Object array) {
    return array instanceof float[] floats ? floats.clone() : ((double[]) array).clone();
  }

  /** Returns the bits of the first numbers. */
  private static long[] firstOf(Object array, int count) {
    long[] bits = new long[count];
    Arrays.setAll(
        bits,
        i ->
            array instanceof float[] floats
                ? Float.floatToIntBits(floats[i])
                : Double.doubleToLongBits(((double[]) array)[i]));
    return bits;
  }
}
