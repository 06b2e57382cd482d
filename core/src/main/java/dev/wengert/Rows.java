package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of tensors along their first axis. */
final class Rows {

  private Rows() {}

  /** Dtype and shape of the number of a row, a step or an example. */
  static final Spec NUMBER = new Spec(DType.INT32, Shape.SCALAR);

  /** Returns the numbers from 0 on, INT32 [n]. */
  static Tensor numbers(int n) {
    int[] numbers = new int[n];
    Arrays.setAll(numbers, i -> i);
    return Tensor.wrap(numbers, n);
  }

  /** Returns x with its first two axes in the other order. */
  static Tensor swapped(Tensor x) {
    int[] axes = new int[x.rank()];
    Arrays.setAll(axes, i -> i < 2 ? 1 - i : i);
    return Permute.of(x, axes);
  }

  /** Returns one of them: without a copy where nothing traces the whole. */
  static Tensor at(Tensor whole, int row) {
    return whole.trace() == null && whole.buffer().isContiguous()
        ? new Tensor(whole.buffer().row(row))
        : whole.get(row);
  }

  /** Returns one of each of several. */
  static Tensor[] allAt(Tensor[] wholes, int row) {
    Tensor[] found = new Tensor[wholes.length];
    Arrays.setAll(found, i -> at(wholes[i], row));
    return found;
  }

  /** Returns those from one on to before another. */
  static Tensor range(Tensor whole, int from, int to) {
    return from == 0 && to == whole.shape().side(0) ? whole : whole.get(Index.range(from, to));
  }

  /**
   * Returns all of them in one tensor.
   *
   * @param row dtype and shape of each
   * @param rows null stands for zeros
   */
  static Tensor stacked(Spec row, @Nullable Tensor[] rows) {
    Spec one = row.withShape(row.shape().prepend(1));
    if (rows.length == 0) {
      return Tensor.zeros(stacked(row, 0));
    }
    Tensor[] parts = new Tensor[rows.length];
    for (int i = 0; i < parts.length; i++) {
      Tensor part = rows[i];
      parts[i] = part == null ? Tensor.zeros(one) : part.reshape(one.shape());
    }
    return new Concat(0).apply(parts);
  }

  /** Returns dtype and shape of so many rows. */
  static Spec stacked(Spec row, int rows) {
    return row.withShape(row.shape().prepend(rows));
  }

  /** Returns dtype and shape of a row. */
  static Spec row(Spec whole) {
    return whole.withShape(whole.shape().drop(1));
  }

  /**
   * Returns what a body takes: dtype and shape of tensors, with those of rows between them.
   *
   * @param place before which of the tensors the rows stand
   */
  static List<Spec> specs(Tensor[] tensors, int place, List<Spec> rows) {
    List<Spec> specs = new ArrayList<>(tensors.length + rows.size());
    for (Tensor tensor : tensors) {
      specs.add(tensor.spec());
    }
    specs.addAll(place, rows);
    return specs;
  }

  /** Returns several arrays, one behind the other. */
  static Tensor[] joined(Tensor[]... parts) {
    int length = 0;
    for (Tensor[] part : parts) {
      length += part.length;
    }
    Tensor[] all = new Tensor[length];
    int at = 0;
    for (Tensor[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** Returns a part of an array. */
  static Tensor[] part(Tensor[] all, int from, int length) {
    return Arrays.copyOfRange(all, from, from + length);
  }

  /** Returns whether something traces one of these. */
  static boolean anyTraced(Tensor[] tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.trace() != null) {
        return true;
      }
    }
    return false;
  }
}
