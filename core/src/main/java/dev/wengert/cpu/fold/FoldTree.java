package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Lane;
import java.util.Arrays;

/**
 * Folds leaves pairwise: level n holds the fold of 2^n leaves, or nothing.
 *
 * <p>A leaf is a stretch of numbers; leaves are folded element by element.
 */
@SuppressWarnings("NullAway.Init") // set when it is taken from its lane
final class FoldTree {

  /** Level by level; taken when first needed. */
  private final Object[] levels = new Object[Integer.SIZE];

  private Lane lane;
  private Folder folder;
  private DType dtype;
  private int most;
  private int width;
  private Object leaf;
  private int leaves;

  /**
   * Returns the lane's tree, for leaves of a dtype.
   *
   * @param most how long they are at most
   */
  static FoldTree on(Lane lane, Folder folder, DType dtype, int most) {
    FoldTree tree = lane.worker(FoldTree.class, FoldTree::new);
    Arrays.fill(tree.levels, null);
    tree.lane = lane;
    tree.folder = folder;
    tree.dtype = dtype;
    tree.most = most;
    tree.leaf = lane.numbers(dtype, most);
    return tree;
  }

  /** Begins with nothing, for leaves of a length. */
  void begin(int length) {
    width = length;
    leaves = 0;
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
    leaf = free == null ? lane.numbers(dtype, most) : free;
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
