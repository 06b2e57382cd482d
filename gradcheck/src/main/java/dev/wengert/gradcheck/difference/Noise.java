package dev.wengert.gradcheck.difference;

import com.google.common.primitives.Doubles;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far each output of a function errs by rounding, near one point.
 *
 * <p>The samples lie a few units in the last place of the input apart, where a smooth function is a
 * straight line, and all to one side of the point, where there may be a jump; what remains in their
 * higher differences is noise. While samples of an output coincide, the spacing is widened, and
 * once more: on a grid, the first step that is seen may be that of one input among several, and a
 * small one. If it is one of the output's own numbers, and no other output steps by more than its
 * own, there is no grid; on one that others show, the step of an input that hardly weighs in an
 * output is as small. Source: J. J. More and S. M. Wild, "Estimating computational noise", 2011.
 */
public final class Noise {

  /** The unit of the line, in units in the last place. */
  static final double UNIT = 8;

  private static final int SAMPLES = 8;
  private static final double WIDENING = 32;
  private static final double WIDEST = 0x1p20;

  /** The widest of the other spacings, as a multiple of the one that is looked at again. */
  private static final double FARTHEST = 3.19;

  /** No multiples of each other, and so near that hardly a wave of the function is between them. */
  private static final double[] OTHER_SPACINGS = {1, 1.37, 1.83, 2.41, FARTHEST};

  /** How many times as much must be seen to be more noise, and not by chance. */
  private static final double MORE = 2;

  /** How many times as far as the samples lie apart, in shares of both, a jump leads. */
  private static final double STEEP = 16;

  private static final double STAIRS_WIDENING = 2.7;
  private static final double STAIRS_BESIDE = 1.37;
  private static final double WIDEST_STAIRS = 0x1p28;
  private static final int GRAIN_SAMPLES = 16;
  private static final double GRAIN_WIDENING = 4;
  private static final double WIDEST_GRAIN = 0x1p60;

  /** How often in succession the samples of a staircase differ. */
  private static final int MOST_CLIMBS = GRAIN_SAMPLES / 2;

  /** Which part of its largest step each step of a staircase is at least. */
  private static final double LEAST_STEP = 0x1p-10;

  /** Of how many roundings, where it is FLOAT32 on the way, few samples show one. */
  private static final double SINGLE = 4;

  /** That of a line which is only sampled. */
  static final Noise NONE =
      new Noise(new double[0], new boolean[0], new boolean[0], new double[0], false);

  private final double[] values;

  /** Whether samples of an output differed; those of the others are taken to be rounded once. */
  private final boolean[] moved;

  /** Whether an output did not move within a few units in the last place, as smooth ones do. */
  private final boolean[] still;

  /**
   * The spacing at which the noise of each output was settled; 1 if a smooth function would bend
   * over the others near it.
   */
  private final double[] spacings;

  /** Whether outputs have more digits than FLOAT32. */
  private final boolean isDouble;

  private Noise(
      double[] values, boolean[] moved, boolean[] still, double[] spacings, boolean isDouble) {
    this.values = values;
    this.moved = moved;
    this.still = still;
    this.spacings = spacings;
    this.isDouble = isDouble;
  }

  /**
   * Measures noise.
   *
   * @param line its unit is some units in the last place of the point
   * @param base the outputs at the point
   * @param epsilon the spacing of numbers at 1
   */
  public static Noise of(Line line, double[] base, double epsilon) {
    double[] values = new double[base.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ulp(base[i], epsilon);
    }
    double[] spacings = new double[values.length];
    Arrays.fill(spacings, 1);
    Noise noise =
        new Noise(
            values,
            new boolean[values.length],
            new boolean[values.length],
            spacings,
            epsilon == Math.ulp(1.0));
    boolean[] settled = new boolean[values.length];
    boolean[] wasApart = new boolean[values.length];
    boolean[] climbs = new boolean[values.length];
    int left = values.length;
    for (double spacing = 1; left > 0 && spacing <= WIDEST; spacing *= WIDENING) {
      double[][] samples = samples(line, SAMPLES, spacing);
      // Further apart, a smooth function is no straight line, and its bend no noise.
      boolean isWidest = isBent(spacing * WIDENING, epsilon);
      boolean isGrid = showGrid(samples, base, settled, epsilon);
      for (int i = 0; i < values.length; i++) {
        if (!settled[i]) {
          double[] column = column(samples, i);
          double step = step(column);
          if (differ(column)) {
            climbs[i] |= step <= STEEP * Math.sqrt(epsilon) * largest(column) || !jumps(column);
            double table = noise.noise(column);
            noise.see(i, noise.moved[i] ? table : Math.max(table, step));
          }
          boolean apart = step == 0;
          boolean isOwn = !apart && !isGrid && step <= own(base[i], epsilon);
          boolean isClear = apart && (spacing == 1 || wasApart[i]);
          settled[i] = noise.moved[i] && (isWidest || isOwn || isClear);
          wasApart[i] = noise.moved[i] && apart;
          left -= settled[i] ? 1 : 0;
          if (settled[i] && !isBent(spacing * FARTHEST, epsilon)) {
            spacings[i] = spacing;
          }
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      // One jump tells no more of an output than none.
      noise.moved[i] &= climbs[i];
      noise.still[i] = !noise.moved[i];
      values[i] = noise.moved[i] ? values[i] : ulp(base[i], epsilon);
    }
    return noise;
  }

  /**
   * Returns the part of a cotangent that weighs the outputs which do, or do not, move as smooth
   * ones do: counts and places jump, and roundings climb in steps, and their grain is none of the
   * others.
   *
   * @return null if it is the whole cotangent, or nothing
   */
  public double @Nullable [] part(double[] cotangent, boolean smooth) {
    double[] part = cotangent.clone();
    int left = 0;
    int taken = 0;
    for (int i = 0; i < part.length; i++) {
      if (still[i] == smooth) {
        taken += part[i] == 0 ? 0 : 1;
        part[i] = 0;
      } else {
        left += part[i] == 0 ? 0 : 1;
      }
    }
    return left == 0 || taken == 0 ? null : part;
  }

  /** Returns whether an output that is not settled steps by more than its own numbers. */
  private static boolean showGrid(
      double[][] samples, double[] base, boolean[] settled, double epsilon) {
    for (int i = 0; i < base.length; i++) {
      if (!settled[i] && step(column(samples, i)) > own(base[i], epsilon)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether samples are so far apart that a smooth function bends between them. */
  private static boolean isBent(double spacing, double epsilon) {
    return spacing * UNIT * epsilon > Math.sqrt(epsilon);
  }

  /** Returns the largest step that is one of the output's own numbers. */
  private static double own(double value, double epsilon) {
    return 2 * ulp(value, epsilon);
  }

  /** Returns the spacing of numbers at one; for FLOAT32, of its numbers. */
  private static double ulp(double value, double epsilon) {
    return epsilon == Math.ulp(1.0) ? Math.ulp(value) : Math.ulp((float) value);
  }

  private void see(int output, double noise) {
    moved[output] = true;
    if (Double.isFinite(noise)) {
      values[output] = Math.max(values[output], noise);
    }
  }

  /**
   * Looks once more. Where samples are as far apart as some roundings on the way, all are rounded
   * alike, and no noise shows; so they are taken at other spacings, near the one at which an output
   * told of its noise: on a grid, nearer samples do not move at all. Outputs that have not moved
   * yet are looked at from further away: where one climbs in steps, as after rounding to a coarser
   * grid, the steps are its noise.
   *
   * @return this if there is no more noise
   */
  Noise again(Line line) {
    Noise result = new Noise(values.clone(), moved.clone(), still, spacings, isDouble);
    boolean rough = result.roughen(line);
    boolean found = result.climb(line) || rough;
    int left = 0;
    for (boolean seen : moved) {
      left += seen ? 0 : 1;
    }
    for (double spacing = WIDEST; left > 0 && spacing <= WIDEST_GRAIN; spacing *= GRAIN_WIDENING) {
      double[][] samples = samples(line, GRAIN_SAMPLES, spacing);
      for (int i = 0; i < values.length; i++) {
        double grain = result.moved[i] ? 0 : grain(column(samples, i));
        if (grain > 0) {
          result.see(i, grain);
          found = true;
          left--;
        }
      }
    }
    return found ? result : this;
  }

  /** Takes the noise that samples at spacings nearby show; returns whether it is more. */
  private boolean roughen(Line line) {
    boolean found = false;
    double[] along = spacingsAlong(line);
    for (double near : Arrays.stream(along).distinct().toArray()) {
      for (double spacing : OTHER_SPACINGS) {
        double[][] samples = samples(line, SAMPLES, near * spacing);
        for (int i = 0; i < values.length; i++) {
          double seen = along[i] == near ? noise(column(samples, i)) : 0;
          if (seen > MORE * values[i]) {
            see(i, seen);
            found = true;
          }
        }
      }
    }
    return found;
  }

  /**
   * Returns the spacings for a line: an output that showed a grid along another, where it hardly
   * moves, may show none along this one, and bend where samples are as far apart as there.
   */
  private double[] spacingsAlong(Line line) {
    double[] along = spacings.clone();
    if (Arrays.stream(along).allMatch(spacing -> spacing == 1)) {
      return along;
    }
    double[][] samples = samples(line, SAMPLES, 1);
    for (int i = 0; i < along.length; i++) {
      double[] column = column(samples, i);
      if (differ(column) && step(column) == 0) {
        along[i] = 1;
      }
    }
    return along;
  }

  /**
   * Takes the steps of what climbs in steps while the rest of the output moves: a probability near
   * 1, say, steps once in thousands of the input's units, and its logarithm magnifies the step.
   * They are as high at another spacing too; a wave that looks like them at one does not. Returns
   * whether there are any.
   */
  private boolean climb(Line line) {
    boolean found = false;
    for (double spacing = FARTHEST; spacing <= WIDEST_STAIRS; spacing *= STAIRS_WIDENING) {
      double[] climbed = stairs(line, spacing);
      if (!isMore(climbed)) {
        continue;
      }
      double[] nearer = stairs(line, spacing / STAIRS_BESIDE);
      double[] farther = stairs(line, spacing * STAIRS_BESIDE);
      for (int i = 0; i < values.length; i++) {
        double again = Math.max(nearer[i], farther[i]);
        double least = Math.min(climbed[i], again);
        if (least > MORE * values[i] && Math.max(climbed[i], again) < MORE * least) {
          see(i, climbed[i]);
          found = true;
        }
      }
    }
    return found;
  }

  private double[] stairs(Line line, double spacing) {
    double[][] samples = samples(line, GRAIN_SAMPLES, spacing);
    double[] steps = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      steps[i] = moved[i] ? Stairs.step(column(samples, i)) : 0;
    }
    return steps;
  }

  private boolean isMore(double[] seen) {
    for (int i = 0; i < values.length; i++) {
      if (seen[i] > MORE * values[i]) {
        return true;
      }
    }
    return false;
  }

  /** Returns the largest step between samples some of which coincide; else 0. */
  private static double step(double[] samples) {
    double largest = 0;
    boolean coincide = false;
    for (int k = 1; k < samples.length; k++) {
      double change = Math.abs(samples[k] - samples[k - 1]);
      coincide |= change == 0;
      largest = Math.max(largest, change);
    }
    return coincide && Double.isFinite(largest) ? largest : 0;
  }

  private static double largest(double[] samples) {
    return Math.max(Doubles.max(samples), -Doubles.min(samples));
  }

  /** Returns the noise of samples; what they show of it, if it is FLOAT32 on the way. */
  private double noise(double[] samples) {
    double table = DifferenceTable.noise(samples);
    return areSingle(samples) ? Math.max(table, SINGLE * step(samples)) : table;
  }

  /** Returns whether all samples of an output that could have more digits are FLOAT32's. */
  private boolean areSingle(double[] samples) {
    if (!isDouble) {
      return false;
    }
    for (double sample : samples) {
      if (sample != (float) sample) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether samples change once: what climbs in wide steps happens to have one here. */
  private static boolean jumps(double[] samples) {
    int changes = 0;
    for (int k = 1; k < samples.length; k++) {
      changes += samples[k] == samples[k - 1] ? 0 : 1;
    }
    return changes == 1;
  }

  /**
   * Returns the largest step of a staircase: one with a tread between two steps; else 0. What
   * climbs for long, or by very different steps, and then stands still is none.
   */
  private double grain(double[] samples) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    boolean step = false;
    boolean tread = false;
    boolean stairs = false;
    int climbs = 0;
    for (int k = 1; k < samples.length && climbs <= MOST_CLIMBS; k++) {
      double change = Math.abs(samples[k] - samples[k - 1]);
      if (change > 0) {
        stairs |= tread;
        step = true;
        largest = Math.max(largest, change);
        smallest = Math.min(smallest, change);
        climbs++;
      } else {
        tread |= step;
        climbs = 0;
      }
    }
    boolean isEven = climbs <= MOST_CLIMBS && smallest >= LEAST_STEP * largest;
    if (!stairs || !isEven || !Double.isFinite(largest)) {
      return 0;
    }
    return areSingle(samples) ? SINGLE * largest : largest;
  }

  private static double[][] samples(Line line, int size, double spacing) {
    double[][] samples = new double[size][];
    for (int k = 0; k < size; k++) {
      samples[k] = line.sample((k + 1) * spacing);
    }
    return samples;
  }

  private static double[] column(double[][] samples, int output) {
    double[] column = new double[samples.length];
    for (int k = 0; k < column.length; k++) {
      column[k] = samples[k][output];
    }
    return column;
  }

  private static boolean differ(double[] samples) {
    for (double sample : samples) {
      if (sample != samples[0]) {
        return true;
      }
    }
    return false;
  }

  /** Returns how far an output errs. */
  public double of(int output) {
    return values[output];
  }

  /** Returns the largest noise of an output, in units of the output. */
  public double largestRelative(double[] base) {
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      if (base[i] != 0) {
        largest = Math.max(largest, values[i] / Math.abs(base[i]));
      }
    }
    return largest;
  }
}
