package dev.wengert.cpu.fold;

/**
 * Folds leaves pairwise: level n holds the fold of 2^n leaves, or nothing.
 *
 * <p>A leaf is a stretch of numbers; leaves are folded element by element.
 */
final class FoldTree {

  private final Folder folder;
  private final int width;

  /** Level by level; made when first needed. */
  private final Object[] levels = new Object[Integer.SIZE];

  private Object leaf;
  private int leaves;

  FoldTree(Folder folder, int width) {
    this.folder = folder;
    this.width = width;
    this.leaf = folder.array(width);
  }

  /** Returns the array into which the next leaf is to be written. */
  Object leaf() {
    return leaf;
  }

  /** Takes the leaf over; the array is another one afterwards. */
  void addLeaf() {
    int level = 0;
    for (int carry = leaves; (carry & 1) != 0; carry >>>= 1) {
      folder.foldOnto(levels[level], 0, leaf, 0, width);
      Object folded = levels[level];
      levels[level++] = leaf;
      leaf = folded;
    }
    Object free = levels[level];
    levels[level] = leaf;
    leaf = free == null ? folder.array(width) : free;
    leaves++;
  }

  /** Stores the fold of all leaves. */
  void store(Object target, int at) {
    folder.clear(target, at, width);
    int level = 0;
    for (int rest = leaves; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        folder.foldOnto(target, at, levels[level], 0, width);
      }
      level++;
    }
  }
}
