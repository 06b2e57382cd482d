package dev.wengert.cpu.machine;

import java.util.function.LongSupplier;

/**
 * The way of one loop from numbers to vectors, where it is there in both forms and they give the
 * same bits.
 *
 * <p>At first there are numbers alone, until they have done so much that vectors pay. Then vectors
 * rehearse: they compute a few elements of each stretch. When they are faster there than numbers,
 * the loop has arrived, and all is done with vectors.
 */
public final class Ascent {

  /*
   * Why a loop does not begin with vectors.
   *
   * HotSpot interprets what is new, compiles a method quickly and badly once it was called 200
   * times, and well after 5,000 calls. Numbers are quick from the start: some ten nanoseconds an
   * operation when interpreted, one when compiled quickly. A vector operation takes a microsecond in
   * both, since vectors are objects until the loop is compiled well; and the first loop of vectors
   * brings the classes of the Vector API with it, which takes a second. So a run that is over in a
   * few seconds is better off without. Those who run longer get their vectors when a loop has done
   * work that takes about as long as it takes to compile it: so nobody pays more than twice.
   *
   * In a rehearsal vectors are called often, for few elements, as that is what HotSpot counts; and
   * only as long as they take a small share of the time, which leaves the compiler time to
   * come along. Nobody says when it has. So after enough calls vectors and numbers compute as many
   * elements each, and their times are compared. Where HotSpot makes nothing good of the vectors,
   * they never win and numbers stay.
   *
   * Counters are not shared properly between threads: a count that is lost comes a little later.
   */

  /** Operations on numbers that take about as long as it takes to compile a loop of vectors. */
  public static final long ENOUGH = 200_000_000;

  /** Calls of vectors before they are compared: a few more than make HotSpot compile them well. */
  public static final int CALLS = 5_500;

  /** How often in succession vectors must be faster. */
  public static final int WINS = 3;

  /** Vectors that rehearse get one part in so many of the time. */
  static final int SHARE = 8;

  /** Steps of vectors that are worth a rehearsal. */
  private static final int LEAST = 4;

  /** Elements of which vectors that rehearse compute the first. */
  public static final int STRETCH = 1 << 10;

  private final LongSupplier clock;
  private long operations;
  private int calls;
  private int wins;

  /** Nanoseconds that vectors may take before numbers go on. */
  private long credit;

  private boolean pays;
  private boolean hasArrived;

  /** Begins with numbers; where {@link Simd#isImmediate} with vectors. */
  public Ascent() {
    this(System::nanoTime, Simd.isImmediate() && Simd.isAvailable());
  }

  /**
   * Begins.
   *
   * @param clock nanoseconds from any beginning
   * @param immediate whether with vectors
   */
  public Ascent(LongSupplier clock, boolean immediate) {
    this.clock = clock;
    this.pays = immediate;
    this.hasArrived = immediate;
  }

  /** Counts operations, each on one number, that were done without vectors. */
  public void add(long more) {
    operations += more;
    if (operations >= ENOUGH && Simd.isAvailable()) {
      pays = true;
    }
  }

  /** Returns whether vectors are to be used: for all if they have arrived, else in a rehearsal. */
  public boolean pays() {
    return pays;
  }

  /** Returns whether all is to be done with vectors. */
  public boolean hasArrived() {
    return hasArrived;
  }

  /** Returns whether so many elements are too few to rehearse, and computed with numbers. */
  public static boolean isShort(int elements, int step) {
    return elements < LEAST * step;
  }

  /**
   * Returns whether of so many elements vectors get none, as they have had their share of the time:
   * then numbers compute them all, and {@link #rested} is told when they began.
   */
  public boolean rests(int elements) {
    return credit < 0 && elements <= STRETCH;
  }

  /** Returns the time. */
  public long now() {
    return clock.getAsLong();
  }

  /** Counts what numbers took, of which vectors get a share. */
  public void rested(long start) {
    credit += (clock.getAsLong() - start) / SHARE;
  }

  /** What computes some elements in one form. */
  @FunctionalInterface
  public interface Form {
    /** Computes the elements from one to before another. */
    void run(int from, int to);
  }

  /**
   * Computes elements while vectors {@linkplain #pays pay} and have not arrived.
   *
   * @param step how many elements one step of vectors computes
   */
  public void rehearse(int from, int to, int step, Form vectors, Form numbers) {
    int at = from;
    while (!hasArrived && !isShort(to - at, step)) {
      long start = clock.getAsLong();
      if (credit >= 0) {
        boolean isTrial = calls >= CALLS;
        int n = isTrial ? 2 * step : step;
        vectors.run(at, at + n);
        long middle = clock.getAsLong();
        calls++;
        credit -= middle - start;
        at += n;
        if (isTrial) {
          numbers.run(at, at + n);
          wins = middle - start < clock.getAsLong() - middle ? wins + 1 : 0;
          hasArrived = wins >= WINS;
          at += n;
        }
        start = middle;
      }
      int end = to - at > STRETCH ? at + STRETCH : to;
      numbers.run(at, end);
      rested(start);
      at = end;
    }
    int end = hasArrived ? to - (to - at) % step : at;
    if (at < end) {
      vectors.run(at, end);
    }
    if (end < to) {
      numbers.run(end, to);
    }
  }
}
