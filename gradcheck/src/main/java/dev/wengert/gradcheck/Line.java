package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import java.util.Arrays;
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
  private final Noise noise;
  private final double start;
  private final double scale;
  private final double least;
  private final BitSet reached = new BitSet();
  private final double[] sizes;
  private final double[] errors;
  private double magnitude;
  private double error;

  /**
   * Makes a line.
   *
   * @param name what it moves, for messages
   * @param noise how much the outputs err
   * @param start the step to begin with
   * @param scale the step to begin with if the function's scale is the point's; NaN if there is
   *     none
   * @param least the smallest step
   */
  Line(
      Site site,
      Motion motion,
      String name,
      Noise noise,
      double start,
      double scale,
      double least) {
    this.site = site;
    this.motion = motion;
    this.name = name;
    this.noise = noise;
    this.start = start;
    this.scale = scale;
    this.least = least;
    this.sizes = new double[site.base().length];
    this.errors = new double[sizes.length];
  }

  @Override
  public double at(double t) {
    double[] values = sample(t);
    double[] base = site.base();
    double[] cotangent = site.cotangent();
    double difference = 0;
    for (int i = 0; i < values.length; i++) {
      double change = values[i] - base[i];
      sizes[i] = 0;
      errors[i] = 0;
      if (change != 0 && cotangent[i] != 0) {
        reached.set(i);
        difference += cotangent[i] * change;
        double size = Math.max(Math.abs(values[i]), Math.abs(base[i]));
        sizes[i] = cotangent[i] * size;
        errors[i] = cotangent[i] * Math.max(noise.of(i), site.epsilon() * size);
      }
    }
    if (!Double.isFinite(difference)) {
      return Double.NaN;
    }
    magnitude = Math.max(magnitude, Norm.of(sizes));
    error = Math.max(error, Norm.of(errors));
    return difference;
  }

  /** Returns the outputs at a distance from the point. */
  double[] sample(double t) {
    double[] moved = site.point().clone();
    motion.move(moved, t);
    if (!site.allows(moved)) {
      double[] outside = new double[site.base().length];
      Arrays.fill(outside, Double.NaN);
      return outside;
    }
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
    return error;
  }

  @Override
  public double blindness() {
    double[] unseen = new double[errors.length];
    for (int i = 0; i < unseen.length; i++) {
      unseen[i] = site.cotangent()[i] * noise.of(i);
    }
    return Norm.of(unseen);
  }

  @Override
  public double start() {
    return start;
  }

  @Override
  public double scale() {
    return scale;
  }

  @Override
  public Probe from(double other) {
    return new Line(site, motion, name, noise, other, scale, least);
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
                result.add(new Line(site.through(one), motion, name, noise, start, scale, least));
              });
    }
    return result.build();
  }
}
