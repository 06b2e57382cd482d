package dev.wengert.cpu.machine;

import dev.wengert.array.DType;
import dev.wengert.device.Frame;
import dev.wengert.device.Scratch;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The working memory of one thread: arrays to use for a while and then give back.
 *
 * <p>It is a stack. What is taken between {@link #mark} and {@link #release} is given back there,
 * and handed out again in the same order, so that whoever runs the same work a second time finds
 * arrays that are long enough. An array may be longer than asked for and holds anything.
 */
public final class Lane {

  private static final int FRAMES = 5;
  private static final int KINDS = 6;

  float[][] floats = new float[0][];
  double[][] doubles = new double[0][];
  int[][] ints = new int[0][];
  long[][] longs = new long[0][];
  boolean[][] booleans = new boolean[0][];
  private Frame[] frames = new Frame[0];

  /** Of each kind how many are taken. */
  private final int[] taken = new int[KINDS];

  /** What was taken at each mark. */
  private int[] marks = new int[4 * KINDS];

  private int marked;
  private Object[] workers = new Object[0];
  private final Scratch owner;

  /** Bytes of all arrays that were ever made. */
  private long bytes;

  Lane(Scratch owner) {
    this.owner = owner;
  }

  /** Returns what tells {@link #release} how much is taken now. */
  public int mark() {
    int mark = marked;
    marked += KINDS;
    if (marked > marks.length) {
      marks = Arrays.copyOf(marks, 2 * marks.length);
    }
    System.arraycopy(taken, 0, marks, mark, KINDS);
    return mark;
  }

  /** Returns about how many bytes the arrays take, those that became too short included. */
  long bytes() {
    return bytes;
  }

  /** Gives back what has been taken since a mark. */
  public void release(int mark) {
    System.arraycopy(marks, mark, taken, 0, KINDS);
    marked = mark;
  }

  /** Takes an array. */
  public float[] floats(int atLeast) {
    int at = taken[0]++;
    if (at == floats.length) {
      floats = Arrays.copyOf(floats, at + 4);
    }
    float[] array = floats[at];
    if (array == null || array.length < atLeast) {
      bytes += (long) atLeast * Float.BYTES;
      array = new float[atLeast];
      floats[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public double[] doubles(int atLeast) {
    int at = taken[1]++;
    if (at == doubles.length) {
      doubles = Arrays.copyOf(doubles, at + 4);
    }
    double[] array = doubles[at];
    if (array == null || array.length < atLeast) {
      bytes += (long) atLeast * Double.BYTES;
      array = new double[atLeast];
      doubles[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public int[] ints(int atLeast) {
    int at = taken[2]++;
    if (at == ints.length) {
      ints = Arrays.copyOf(ints, at + 4);
    }
    int[] array = ints[at];
    if (array == null || array.length < atLeast) {
      bytes += (long) atLeast * Integer.BYTES;
      array = new int[atLeast];
      ints[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public long[] longs(int atLeast) {
    int at = taken[3]++;
    if (at == longs.length) {
      longs = Arrays.copyOf(longs, at + 4);
    }
    long[] array = longs[at];
    if (array == null || array.length < atLeast) {
      bytes += (long) atLeast * Long.BYTES;
      array = new long[atLeast];
      longs[at] = array;
    }
    return array;
  }

  /** Takes an array. */
  public boolean[] booleans(int atLeast) {
    int at = taken[4]++;
    if (at == booleans.length) {
      booleans = Arrays.copyOf(booleans, at + 4);
    }
    boolean[] array = booleans[at];
    if (array == null || array.length < atLeast) {
      bytes += atLeast;
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
    int at = taken[FRAMES]++;
    if (at == frames.length) {
      frames = Arrays.copyOf(frames, at + 4);
    }
    Frame frame = frames[at];
    if (frame == null || frame.arrays().length < places) {
      frame = new Frame(places, owner);
      frames[at] = frame;
    }
    frame.setBlank(false);
    return frame;
  }

  /**
   * Returns the object of a class that does a room's work on this lane, with what it needs to
   * remember. There is one: whoever has it is done before another asks for it.
   */
  public <T> T worker(Class<T> type, Supplier<T> make) {
    for (Object worker : workers) {
      if (type.isInstance(worker)) {
        return type.cast(worker);
      }
    }
    T made = make.get();
    workers = Arrays.copyOf(workers, workers.length + 1);
    workers[workers.length - 1] = made;
    return made;
  }
}
