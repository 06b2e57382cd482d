package dev.wengert.cpu.window;

import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.kernel.Window;
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
    int[] offset = new int[axes];
    for (int i = 0; i < window.size(); i++) {
      decode(i, offset);
      addRuns(i, offset);
    }
    for (int first = 0; first < size; ) {
      int after = first + 1;
      while (after < size && isLike(first, after)) {
        after++;
      }
      end[first] = after;
      first = after;
    }
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
   * Returns whether no place sees padding: then there is a run for each element and row of places.
   */
  boolean areWhole() {
    int last = places[axes - 1];
    boolean areWhole = size == window.size() * rows() && size > 0;
    for (int run = 0; run < size && areWhole; run++) {
      areWhole = length[run] == last;
    }
    return areWhole;
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

  private void decode(int ofElement, int[] offset) {
    int rest = ofElement;
    for (int axis = axes - 1; axis >= 0; axis--) {
      offset[axis] = rest % window.kernel().get(axis);
      rest /= window.kernel().get(axis);
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
