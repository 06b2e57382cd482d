package dev.wengert.gradcheck.difference;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.ProbeException;
import dev.wengert.gradcheck.point.Magnitudes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A probe that moves one argument of the subject; its samples are differences from the point. */
public final class Line implements Probe {

  private static final int MOST_OUTPUTS = 64;

  /** So many outputs may be looked at one by one where all together tell nothing. */
  private static final int MOST_ALONE = 16;

  /** How many of the multiples that keep a sum exact the step is that is still resolved. */
  private static final double EXACT = 4;

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
  private final double resolved;
  private final double least;

  /** Which outputs this line was seen to move, from whatever step it began. */
  private final BitSet reached;

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
   * @param resolved the step below which the point is no longer resolved
   * @param least the smallest step
   */
  Line(
      Site site,
      Motion motion,
      String name,
      Noise noise,
      double start,
      double scale,
      double resolved,
      double least) {
    this(site, motion, name, noise, start, scale, resolved, least, new BitSet());
  }

  private Line(
      Site site,
      Motion motion,
      String name,
      Noise noise,
      double start,
      double scale,
      double resolved,
      double least,
      BitSet reached) {
    this.reached = reached;
    this.site = site;
    this.motion = motion;
    this.name = name;
    this.noise = noise;
    this.start = start;
    this.scale = scale;
    this.resolved = resolved;
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
      if (change == 0 && reached.get(i)) {
        errors[i] = cotangent[i] * noise.of(i);
      } else if (change != 0 && cotangent[i] != 0) {
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
    magnitude = Math.max(magnitude, Magnitudes.norm(sizes));
    error = Math.max(error, Magnitudes.norm(errors));
    return difference;
  }

  /** Returns the weights of the outputs that were reached alone; null if it is all or none. */
  public double @Nullable [] reached() {
    double[] part = new double[site.cotangent().length];
    int weighed = 0;
    for (int i = 0; i < part.length; i++) {
      weighed += site.cotangent()[i] == 0 ? 0 : 1;
      part[i] = reached.get(i) ? site.cotangent()[i] : 0;
    }
    return reached.isEmpty() || reached.cardinality() == weighed ? null : part;
  }

  /**
   * Returns the weight of each output that was reached, alone; nothing if there is one, or are
   * many.
   */
  public List<double[]> reachedAlone() {
    List<double[]> alone = new ArrayList<>();
    if (reached.cardinality() > 1 && reached.cardinality() <= MOST_ALONE) {
      for (int i = reached.nextSetBit(0); i >= 0; i = reached.nextSetBit(i + 1)) {
        double[] one = new double[site.cotangent().length];
        one[i] = site.cotangent()[i];
        alone.add(one);
      }
    }
    return alone;
  }

  /**
   * Returns the outputs at a distance from the point; NaN where the function throws: beyond the end
   * of its domain, say, where a function that does not throw returns NaN.
   */
  public double[] sample(double t) {
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
      site.subject().failed(name + (t < 0 ? " - " : " + ") + Math.abs(t), e);
      double[] undefined = new double[site.base().length];
      Arrays.fill(undefined, Double.NaN);
      return undefined;
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
    return Magnitudes.norm(unseen);
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
    return new Line(site, motion, name, noise, other, scale, resolved, least, reached);
  }

  @Override
  public double resolved() {
    return resolved;
  }

  @Override
  public double least() {
    return least;
  }

  @Override
  public double grain() {
    return Math.scalb(1.0, Math.getExponent(resolved / EXACT));
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
                result.add(
                    new Line(
                        site.through(one), motion, name, noise, start, scale, resolved, least));
              });
    }
    return result.build();
  }
}
