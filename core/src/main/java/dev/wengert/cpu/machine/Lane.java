package dev.wengert.cpu.machine;

import dev.wengert.array.DType;
import dev.wengert.device.Frame;
import java.util.Arrays;

/**
 * The working memory of one thread: arrays to use for a while and then give back.
 *
 * <p>It is a stack. What is taken between {@link #mark} and {@link #release} is given back there,
 * and handed out again in the same order, so that whoever runs the same work a second time finds
 * arrays that are long enough. An array may be longer than asked for and holds anything.
 */
public final class Lane {

  /** How many bits of a mark count the arrays of one kind. */
  private static final int BITS = 10;

  private static final long COUNT = (1 << BITS) - 1;

  float[][] floats = new float[0][];
  double[][] doubles = new double[0][];
  int[][] ints = new int[0][];
  long[][] longs = new long[0][];
  boolean[][] booleans = new boolean[0][];
  private Frame[] frames = new Frame[0];
  private final Lanes owner;

  /** How many arrays of each kind are taken, {@value #BITS} bits each. */
  private long taken;

  Lane(Lanes owner) {
    this.owner = owner;
  }

  /** Returns how much is taken now. */
  public long mark() {
    return taken;
  }

  /** Gives back what has been taken since. */
  public void release(long mark) {
    taken = mark;
  }

  /** Takes an array. */
  public float[] floats(int atLeast) {
    int at = take(0);
    if (at == floats.length) {
      floats = Arrays.copyOf(floats, at + 4);
    }
    float[] array = floats[at];
    if (array == null || array.length < atLeast) {
      array = new float[atLeast];
      floats[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public double[] doubles(int atLeast) {
    int at = take(1);
    if (at == doubles.length) {
      doubles = Arrays.copyOf(doubles, at + 4);
    }
    double[] array = doubles[at];
    if (array == null || array.length < atLeast) {
      array = new double[atLeast];
      doubles[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public int[] ints(int atLeast) {
    int at = take(2);
    if (at == ints.length) {
      ints = Arrays.copyOf(ints, at + 4);
    }
    int[] array = ints[at];
    if (array == null || array.length < atLeast) {
      array = new int[atLeast];
      ints[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public long[] longs(int atLeast) {
    int at = take(3);
    if (at == longs.length) {
      longs = Arrays.copyOf(longs, at + 4);
    }
    long[] array = longs[at];
    if (array == null || array.length < atLeast) {
      array = new long[atLeast];
      longs[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public boolean[] booleans(int atLeast) {
    int at = take(4);
    if (at == booleans.length) {
      booleans = Arrays.copyOf(booleans, at + 4);
    }
    boolean[] array = booleans[at];
    if (array == null || array.length < atLeast) {
      array = new boolean[atLeast];
      booleans[at] = array;
    }
    return array;
  }

  /** Takes an array of a dtype's elements. */
  public Object numbers(DType dtype, int atLeast) {
    return switch (dtype) {
      case FLOAT32 -> floats(atLeast);
      case FLOAT64 -> doubles(atLeast);
      case INT32 -> ints(atLeast);
      case BOOL -> booleans(atLeast);
    };
  }

  /**
   * Takes a frame for a task that another runs. It is to be {@linkplain Frame#clear cleared} before
   * it is given back, so that what it held can be collected.
   */
  public Frame frame(int places) {
    int at = take(5);
    if (at == frames.length) {
      frames = Arrays.copyOf(frames, at + 4);
    }
    Frame frame = frames[at];
    if (frame == null || frame.arrays().length < places) {
      frame = new Frame(places, owner);
      frames[at] = frame;
    }
    return frame;
  }

  /** Returns how many arrays of a kind were taken before the one that is taken now. */
  private int take(int kind) {
    int at = (int) (taken >>> (kind * BITS) & COUNT);
    if (at == COUNT) {
      throw new AssertionError("too many arrays are taken");
    }
    taken += 1L << (kind * BITS);
    return at;
  }
}
