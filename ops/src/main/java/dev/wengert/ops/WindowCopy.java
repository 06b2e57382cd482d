package dev.wengert.ops;

import java.util.Arrays;

/**
 * Moves elements between a tensor [b, spatial...] and its unfolded form [b, window size, places],
 * row by row along the last spatial axis.
 */
final class WindowCopy {

  private final Window window;
  private final int axes;
  private final int batch;
  private final int[] spatial;
  private final int[] places;

  /** For the last axis and each offset in the window: the first place inside the tensor. */
  private final int[] first;

  /** For the last axis and each offset in the window: the place behind the last one inside. */
  private final int[] end;

  WindowCopy(Window window, int[] sides) {
    this.window = window;
    this.axes = window.axes();
    this.batch = sides[0];
    this.spatial = spatial(sides);
    this.places = window.places("unfold", spatial);
    int last = axes - 1;
    int width = window.kernel().get(last);
    this.first = new int[width];
    this.end = new int[width];
    for (int k = 0; k < width; k++) {
      int shift = start(last, k);
      int stride = window.stride().get(last);
      first[k] = Math.clamp(Math.ceilDiv(-shift, stride), 0, places[last]);
      end[k] = Math.clamp(Math.ceilDiv(spatial[last] - shift, stride), first[k], places[last]);
    }
  }

  static int[] spatial(int[] sides) {
    return Arrays.copyOfRange(sides, 1, sides.length);
  }

  /** The position that element {@code offset} of the window has at its first place. */
  private int start(int axis, int offset) {
    return offset * window.dilation().get(axis) - window.before().get(axis);
  }

  void unfold(Object x, Object columns) {
    walk(x, columns, true);
  }

  void fold(Object columns, Object x) {
    walk(x, columns, false);
  }

  /** Visits every row of the unfolded form in order. */
  private void walk(Object x, Object columns, boolean outward) {
    int last = axes - 1;
    int rowLength = places[last];
    int outerPlaces = 1;
    int image = 1;
    for (int axis = 0; axis < axes; axis++) {
      image *= spatial[axis];
      outerPlaces *= axis < last ? places[axis] : 1;
    }
    int[] offset = new int[axes];
    int[] place = new int[axes];
    int size = window.size();
    int at = 0;
    for (int b = 0; b < batch; b++) {
      for (int k = 0; k < size; k++) {
        decode(k, offset);
        Arrays.fill(place, 0);
        for (int row = 0; row < outerPlaces; row++) {
          int from = rowStart(offset, place);
          int left = first[offset[last]];
          int count = end[offset[last]] - left;
          if (from >= 0 && count > 0) {
            int stride = window.stride().get(last);
            int into = b * image + from + start(last, offset[last]) + left * stride;
            copy(x, into, stride, columns, at + left, count, outward);
          }
          at += rowLength;
          advance(place);
        }
      }
    }
  }

  private void decode(int k, int[] offset) {
    int rest = k;
    for (int axis = axes - 1; axis >= 0; axis--) {
      offset[axis] = rest % window.kernel().get(axis);
      rest /= window.kernel().get(axis);
    }
  }

  /** Where the row begins in the image, or -1 if it lies in the padding. */
  private int rowStart(int[] offset, int[] place) {
    int from = 0;
    for (int axis = 0; axis < axes - 1; axis++) {
      int position = start(axis, offset[axis]) + place[axis] * window.stride().get(axis);
      if (position < 0 || position >= spatial[axis]) {
        return -1;
      }
      from = (from + position) * spatial[axis + 1];
    }
    return from;
  }

  private void advance(int[] place) {
    for (int axis = axes - 2; axis >= 0; axis--) {
      if (++place[axis] < places[axis]) {
        return;
      }
      place[axis] = 0;
    }
  }

  private static void copy(
      Object x, int at, int step, Object columns, int into, int n, boolean outward) {
    if (x instanceof float[] image) {
      float[] row = (float[]) columns;
      if (!outward) {
        for (int i = 0; i < n; i++) {
          image[at + i * step] += row[into + i];
        }
      } else if (step == 1) {
        System.arraycopy(image, at, row, into, n);
      } else {
        for (int i = 0; i < n; i++) {
          row[into + i] = image[at + i * step];
        }
      }
    } else {
      double[] image = (double[]) x;
      double[] row = (double[]) columns;
      if (!outward) {
        for (int i = 0; i < n; i++) {
          image[at + i * step] += row[into + i];
        }
      } else if (step == 1) {
        System.arraycopy(image, at, row, into, n);
      } else {
        for (int i = 0; i < n; i++) {
          row[into + i] = image[at + i * step];
        }
      }
    }
  }
}
