package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import java.util.BitSet;

/** A probe that moves one argument of the subject; its samples are differences from the point. */
final class Line implements Probe {

  private static final int MOST_OUTPUTS = 64;

  /** Moves a copy of the point. */
  interface Motion {
    void move(double[] moved, double t);
  }

  private final Site site;
  private final Motion motion;
  private final String name;
  private final double noise;
  private final double start;
  private final double least;
  private final BitSet reached = new BitSet();
  private double magnitude;

  /**
   * Makes a line.
   *
   * @param name what it moves, for messages
   * @param noise how much a sample errs, in units of its magnitude
   * @param start the step to begin with
   * @param least the smallest step
   */
  Line(Site site, Motion motion, String name, double noise, double start, double least) {
    this.site = site;
    this.motion = motion;
    this.name = name;
    this.noise = noise;
    this.start = start;
    this.least = least;
  }

  @Override
  public double at(double t) {
    double[] values = sample(t);
    double[] base = site.base();
    double[] cotangent = site.cotangent();
    double difference = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double change = values[i] - base[i];
      if (change != 0 && cotangent[i] != 0) {
        reached.set(i);
        difference += cotangent[i] * change;
        double weighed = cotangent[i] * Math.max(Math.abs(values[i]), Math.abs(base[i]));
        squares += weighed * weighed;
      }
    }
    if (!Double.isFinite(difference)) {
      return Double.NaN;
    }
    magnitude = Math.max(magnitude, Math.sqrt(squares));
    return difference;
  }

  private double[] sample(double t) {
    double[] moved = site.point().clone();
    motion.move(moved, t);
    Tensor output;
    try {
      output = site.subject().evaluate(site.argument(), moved);
    } catch (RuntimeException e) {
      throw ProbeException.of("at " + name + (t < 0 ? " - " : " + ") + Math.abs(t), e);
    }
    if (output.size() != site.base().length) {
      throw new ProbeException(
          "gradcheck: the output's shape depends on the values: at %s + %s it is %s, with %s"
                  .formatted(name, t, output.shape(), site.base().length)
              + " elements at the point; check a function of one shape");
    }
    return output.toDoubleArray();
  }

  @Override
  public double magnitude() {
    return magnitude;
  }

  @Override
  public double noise() {
    return noise;
  }

  @Override
  public double start() {
    return start;
  }

  @Override
  public double least() {
    return least;
  }

  @Override
  public ImmutableList<Probe> outputs() {
    ImmutableList.Builder<Probe> result = ImmutableList.builder();
    if (reached.cardinality() <= MOST_OUTPUTS) {
      reached.stream()
          .forEach(
              i -> {
                double[] one = new double[site.cotangent().length];
                one[i] = site.cotangent()[i];
                result.add(new Line(site.through(one), motion, name, noise, start, least));
              });
    }
    return result.build();
  }
}
