package dev.wengert.ops;

/**
 * How spatial axes are resized: {@link Resizing#resize}.
 *
 * @param method by what an element is made of others
 * @param alignCorners whether the first and the last element keep their places; else the edges of
 *     the outermost ones do. {@link Method#NEAREST} and its kin do not look at it
 * @param antialias whether an axis that becomes smaller is smoothed first: what an element is made
 *     of then grows with the factor
 */
public record Resize(Method method, boolean alignCorners, boolean antialias) {

  /** By what an element is made of others. */
  public enum Method {
    /** One element: place i is at {@code floor(i s / n)}. */
    NEAREST,
    /** One element: place i is at {@code floor((i + 1/2) s / n)}, as in scikit-image. */
    NEAREST_EXACT,
    /** Two elements beside the place, on the line through them. */
    LINEAR,
    /**
     * Four elements around the place, by the cubic convolution of Keys, "Cubic convolution
     * interpolation for digital image processing", 1981, with a = -3/4; with smoothing -1/2.
     */
    CUBIC
  }

  /** Checks what does not go together. */
  public Resize {
    boolean isNearest = method == Method.NEAREST || method == Method.NEAREST_EXACT;
    if (antialias && (isNearest || alignCorners)) {
      throw new IllegalArgumentException(
          "resize: "
              + (isNearest ? method : "aligned corners")
              + " and antialias do not go together; smooth LINEAR or CUBIC, without aligned"
              + " corners");
    }
  }

  /** Returns resizing to the nearest element before the place. PyTorch: {@code nearest}. */
  public static Resize nearest() {
    return new Resize(Method.NEAREST, false, false);
  }

  /** Returns resizing to the nearest element. PyTorch: {@code nearest-exact}. */
  public static Resize nearestExact() {
    return new Resize(Method.NEAREST_EXACT, false, false);
  }

  /** Returns resizing by lines. PyTorch: {@code linear}, {@code bilinear}, {@code trilinear}. */
  public static Resize linear() {
    return new Resize(Method.LINEAR, false, false);
  }

  /** Returns resizing by cubics. PyTorch: {@code bicubic}. */
  public static Resize cubic() {
    return new Resize(Method.CUBIC, false, false);
  }

  /** Returns this with corners that keep their places. PyTorch: {@code align_corners=True}. */
  public Resize aligned() {
    return new Resize(method, true, antialias);
  }

  /** Returns this with smoothing. PyTorch: {@code antialias=True}; JAX does so by default. */
  public Resize antialiased() {
    return new Resize(method, alignCorners, true);
  }
}
