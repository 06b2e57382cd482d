package dev.wengert.ops;

/** What surrounds a tensor where it is padded by its own elements: {@link Borders#pad}. */
public enum Border {
  /** Its mirror image at the outermost element, which is not repeated: {@code 3 2 [1 2 3] 2 1}. */
  REFLECT,
  /** Its mirror image at its edge: {@code 2 1 [1 2 3] 3 2}. */
  SYMMETRIC,
  /** The outermost element: {@code 1 1 [1 2 3] 3 3}. NumPy calls it {@code edge}. */
  REPLICATE,
  /** What is at the other end: {@code 2 3 [1 2 3] 1 2}. NumPy calls it {@code wrap}. */
  CIRCULAR
}
