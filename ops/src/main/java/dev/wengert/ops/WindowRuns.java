package dev.wengert.ops;

import java.util.Arrays;

/**
 * Where the elements of a sliding window lie in a tensor [images, spatial...]: for each image and
 * each element of the window, in row-major order, the runs of places along the last spatial axis
 * that do not see padding.
 */
final class WindowRuns {

  /** What is done with a run. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes one run of places.
     *
     * @param image which image
     * @param element which element of the window
     * @param place the first place, in row-major order
     * @param from where that place sees the element, in row-major order within the image
     * @param count how many places follow each other; each sees {@link #step} further
     */
    void run(int image, int element, int place, int from, int count);
  }

  private final Window window;
  private final int axes;
  private final int images;
  private final int[] spatial;
  private final int[] places;

  /** For the last axis and each offset in the window: the first place inside the tensor. */
  private final int[] first;

  /** For the last axis and each offset in the window: the place behind the last one inside. */
  private final int[] end;

  WindowRuns(String operation, Window window, int[] sides) {
    this.window = window;
    this.axes = window.axes();
    this.images = sides[0];
    this.spatial = spatial(sides);
    this.places = window.places(operation, spatial);
    int last = axes - 1;
    int width = window.kernel().get(last);
    this.first = new int[width];
    this.end = new int[width];
    for (int k = 0; k < width; k++) {
      int shift = start(last, k);
      first[k] = Math.clamp(Math.ceilDiv(-shift, step()), 0, places[last]);
      end[k] = Math.clamp(Math.ceilDiv(spatial[last] - shift, step()), first[k], places[last]);
    }
  }

  static int[] spatial(int[] sides) {
    return Arrays.copyOfRange(sides, 1, sides.length);
  }

  /** Returns the elements of an image. */
  int imageSize() {
    return product(spatial);
  }

  /** Returns the places that the window has in an image. */
  int places() {
    return product(places);
  }

  /** Returns how far apart neighbouring places of a run see. */
  int step() {
    return window.stride().get(axes - 1);
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

  /** Visits all runs. */
  void forEach(Visitor visitor) {
    int last = axes - 1;
    int length = places[last];
    int rows = length == 0 ? 0 : places() / length;
    int size = window.size();
    int[] offset = new int[axes];
    int[] place = new int[axes];
    for (int image = 0; image < images; image++) {
      for (int element = 0; element < size; element++) {
        decode(element, offset);
        Arrays.fill(place, 0);
        int left = first[offset[last]];
        int count = end[offset[last]] - left;
        int inRow = start(last, offset[last]) + left * step();
        for (int row = 0; row < rows; row++) {
          int rowStart = rowStart(offset, place);
          if (rowStart >= 0 && count > 0) {
            visitor.run(image, element, row * length + left, rowStart + inRow, count);
          }
          advance(place);
        }
      }
    }
  }

  private void decode(int element, int[] offset) {
    int rest = element;
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
}
