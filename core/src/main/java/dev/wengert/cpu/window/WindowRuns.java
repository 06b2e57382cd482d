package dev.wengert.cpu.window;

import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.kernel.Window;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/**
 * Where the elements of a sliding window lie in an image of a tensor [images, spatial...]: for each
 * element of the window, in row-major order, the runs of places along the last spatial axis that do
 * not see padding. They are the same in every image.
 *
 * <p>Where rows of places are as long as rows of the image, the runs of an element follow each
 * other among the places as they do in the image: they are a stretch, which is copied or added as a
 * whole, with the few places between them that see padding.
 */
final class WindowRuns {

  /** What is too little to wake a thread for, in elements seen. */
  private static final int GRAIN = 1 << 16;

  private final Window window;
  private final int axes;
  private final int images;
  private final int[] spatial;
  private final int[] places;
  private final int[] element;
  private final int[] place;
  private final int[] from;
  private final int[] length;
  private final int[] end;
  private final int[] first;
  private final int[] gaps;
  private final int[] gapsEnd;
  private int size;

  WindowRuns(Window window, int[] sides) {
    this.window = window;
    this.axes = window.axes();
    this.images = sides[0];
    this.spatial = Arrays.copyOfRange(sides, 1, sides.length);
    this.places = window.places("window", spatial);
    int most = window.size() * rows();
    this.element = new int[most];
    this.place = new int[most];
    this.from = new int[most];
    this.length = new int[most];
    this.end = new int[most];
    this.first = new int[window.size() + 1];
    int[] offset = new int[axes];
    for (int i = 0; i < window.size(); i++) {
      decode(i, window.kernel().toArray(), offset);
      first[i] = size;
      addRuns(i, offset);
    }
    first[window.size()] = size;
    this.gapsEnd = new int[most];
    IntArrayList between = new IntArrayList();
    for (int run = 0; run < size; ) {
      int after = run + 1;
      while (after < size && isLike(run, after)) {
        for (int i = from[after - 1] + length[run]; i < from[after]; i++) {
          between.add(i - from[run]);
        }
        after++;
      }
      end[run] = after;
      gapsEnd[run] = between.size();
      run = after;
    }
    this.gaps = between.toIntArray();
  }

  /**
   * Returns whether a run is of the same stretch as the first: as far behind the one before among
   * the places as in the image, and so near that what lies between them may be taken along.
   */
  private boolean isLike(int first, int run) {
    int pitch = place[run] - place[run - 1];
    return step() == 1
        && element[run] == element[first]
        && length[run] == length[first]
        && from[run] - from[run - 1] == pitch
        && pitch - length[first] <= length[first] / 2;
  }

  /** Returns how many elements the window has. */
  int windowSize() {
    return window.size();
  }

  /** Returns how many runs there are in an image. */
  int size() {
    return size;
  }

  /** Returns which element of the window a run is of. */
  int element(int run) {
    return element[run];
  }

  /** Returns the first place of a run, in row-major order. */
  int place(int run) {
    return place[run];
  }

  /** Returns where the first place of a run sees the element, in row-major order in the image. */
  int from(int run) {
    return from[run];
  }

  /** Returns how many places a run has; each sees {@link #step} further than the one before. */
  int length(int run) {
    return length[run];
  }

  /** Returns which run is the first behind the stretch that begins with a run. */
  int end(int first) {
    return end[first];
  }

  /** Returns how many places the stretch that begins with a run has, those between runs too. */
  int span(int first) {
    int last = end[first] - 1;
    return place[last] - place[first] + length[last];
  }

  /**
   * Returns what lies between the runs of all stretches, stretch by stretch, counted from where
   * each begins: the same among the places as in the image.
   */
  int[] gaps() {
    return gaps;
  }

  /** Returns where behind the gaps of the stretch those end that begins with a run. */
  int gapsEnd(int first) {
    return gapsEnd[first];
  }

  /** Returns which run is the first of an element of the window, or of one behind it. */
  int first(int ofElement) {
    return first[ofElement];
  }

  /** Returns whether no place sees padding where an element of the window lies. */
  boolean isSeenEverywhere(int ofElement) {
    int seen = 0;
    for (int run = first[ofElement]; run < first[ofElement + 1]; run++) {
      seen += length[run];
    }
    return seen == places();
  }

  /**
   * Returns for each place where the first element of the window lies, in row-major order in the
   * image, or would lie if the image went on.
   */
  int[] starts() {
    int[] starts = new int[places()];
    int[] at = new int[axes];
    for (int p = 0; p < starts.length; p++) {
      decode(p, places, at);
      for (int axis = 0; axis < axes; axis++) {
        int position = at[axis] * window.stride().get(axis) - window.before().get(axis);
        starts[p] = starts[p] * spatial[axis] + position;
      }
    }
    return starts;
  }

  /** Returns for each element of the window how far behind the first one it lies. */
  int[] shifts() {
    int[] shifts = new int[window.size()];
    int[] at = new int[axes];
    for (int i = 0; i < shifts.length; i++) {
      decode(i, window.kernel().toArray(), at);
      for (int axis = 0; axis < axes; axis++) {
        shifts[i] = shifts[i] * spatial[axis] + at[axis] * window.dilation().get(axis);
      }
    }
    return shifts;
  }

  /** Sets for each place where the first element lies that it sees; 0 if that is padding alone. */
  void firstSeen(int[] found) {
    Arrays.fill(found, 0, places(), 0);
    for (int run = size - 1; run >= 0; run--) {
      for (int i = 0; i < length[run]; i++) {
        found[place[run] + i] = from[run] + i * step();
      }
    }
  }

  /** Returns how far apart neighbouring places of a run see. */
  int step() {
    return window.stride().get(axes - 1);
  }

  /** Returns the elements of an image. */
  int imageSize() {
    return product(spatial);
  }

  /** Returns the places that the window has in an image. */
  int places() {
    return product(places);
  }

  /** Hands out the images in ranges, to several threads if there is much to do. */
  void forEachImage(Frame frame, Steps body) {
    long each = Math.max(1L, (long) window.size() * places());
    Threads.forEachRange(images, (int) Math.max(1, GRAIN / each), frame, body);
  }

  private int rows() {
    int last = places[axes - 1];
    return last == 0 ? 0 : places() / last;
  }

  private static int product(int[] sides) {
    int product = 1;
    for (int side : sides) {
      product *= side;
    }
    return product;
  }

  /** The position that an element of the window has at its first place. */
  private int start(int axis, int offset) {
    return offset * window.dilation().get(axis) - window.before().get(axis);
  }

  private void addRuns(int ofElement, int[] offset) {
    int last = axes - 1;
    int shift = start(last, offset[last]);
    int first = Math.clamp(Math.ceilDiv(-shift, step()), 0, places[last]);
    int end = Math.clamp(Math.ceilDiv(spatial[last] - shift, step()), first, places[last]);
    int[] at = new int[axes];
    for (int row = 0; row < rows() && end > first; row++) {
      int rowStart = rowStart(offset, at);
      if (rowStart >= 0) {
        element[size] = ofElement;
        place[size] = row * places[last] + first;
        from[size] = rowStart + shift + first * step();
        length[size] = end - first;
        size++;
      }
      advance(at);
    }
  }

  private static void decode(int number, int[] sides, int[] at) {
    int rest = number;
    for (int axis = sides.length - 1; axis >= 0; axis--) {
      at[axis] = rest % sides[axis];
      rest /= sides[axis];
    }
  }

  /** Where the row begins in the image, or -1 if it lies in the padding. */
  private int rowStart(int[] offset, int[] at) {
    int start = 0;
    for (int axis = 0; axis < axes - 1; axis++) {
      int position = start(axis, offset[axis]) + at[axis] * window.stride().get(axis);
      if (position < 0 || position >= spatial[axis]) {
        return -1;
      }
      start = (start + position) * spatial[axis + 1];
    }
    return start;
  }

  private void advance(int[] at) {
    for (int axis = axes - 2; axis >= 0; axis--) {
      if (++at[axis] < places[axis]) {
        return;
      }
      at[axis] = 0;
    }
  }
}
