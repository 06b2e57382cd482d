package dev.wengert.ops;

import dev.wengert.Broadcast;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.matrix.Matrices;
import dev.wengert.ops.primitive.Axes;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/**
 * The evaluation of one equation in Einstein's notation; {@link LinearAlgebra#einsum} says what it
 * means.
 *
 * <p>Any number of operands is contracted two at a time: first the pair whose product is smallest.
 * Each contraction is one batched matrix product, in which letters that both operands and the rest
 * need are the batch. The pullback follows from these parts.
 */
final class Einsum {

  /** Axes of an ellipsis are labelled from here, counted from the last. */
  private static final int ELLIPSIS = 128;

  private final String equation;
  private final int[] sides = new int[ELLIPSIS + 64];

  /** A tensor whose axes have labels, all of them different. */
  private record Term(Tensor value, IntArrayList labels) {}

  private Einsum(String equation) {
    this.equation = equation;
  }

  /**
   * Returns the sum of products that an equation says.
   *
   * @throws IllegalArgumentException if the equation is malformed or does not fit the operands
   */
  static Tensor of(String equation, Tensor... operands) {
    return new Einsum(equation).evaluate(operands);
  }

  private Tensor evaluate(Tensor[] operands) {
    checkDTypes(operands);
    String text = equation.replace(" ", "");
    int arrow = text.indexOf("->");
    String[] names = (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1);
    if (names.length != operands.length) {
      throw wrong(names.length + " operands are named, " + operands.length + " given");
    }
    List<IntArrayList> labels = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      labels.add(labels(names[i], operands[i].shape()));
      noteSides(labels.get(i), operands[i].shape());
    }
    IntArrayList result =
        arrow < 0 ? implicitResult(labels) : resultLabels(text.substring(arrow + 2), labels);
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      terms.add(stretch(diagonals(operands[i], labels.get(i))));
    }
    return arrange(contractAll(terms, result), result);
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "einsum: "
            + what
            + ": the equation is \""
            + equation
            + "\"; name each axis of each operand by one letter, as in \"ij,jk->ik\"");
  }

  private static void checkDTypes(Tensor[] operands) {
    for (int i = 0; i < operands.length; i++) {
      DType dtype = operands[i].dtype();
      if (dtype == DType.BOOL) {
        throw new IllegalArgumentException(
            "einsum: operand "
                + i
                + " is BOOL; it takes numbers: convert with to(INT32) or to(FLOAT32)");
      }
      if (dtype != operands[0].dtype()) {
        throw new IllegalArgumentException(
            "einsum: dtypes differ: "
                + operands[0].dtype()
                + " and "
                + dtype
                + "; convert one of them with to(...)");
      }
    }
  }

  // Reading the equation

  private IntArrayList labels(String name, Shape shape) {
    int dots = name.indexOf("...");
    String letters = dots < 0 ? name : name.substring(0, dots) + name.substring(dots + 3);
    for (int i = 0; i < letters.length(); i++) {
      if (!isLetter(letters.charAt(i))) {
        throw wrong("'" + letters.charAt(i) + "' is not a letter");
      }
    }
    int hidden = shape.rank() - letters.length();
    if (dots < 0 ? hidden != 0 : hidden < 0) {
      throw wrong("\"" + name + "\" does not name the axes of shape " + shape);
    }
    IntArrayList result = new IntArrayList();
    for (int i = 0; i < letters.length(); i++) {
      if (i == dots) {
        addEllipsis(result, hidden);
      }
      result.add(letters.charAt(i));
    }
    if (dots == letters.length()) {
      addEllipsis(result, hidden);
    }
    return result;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static void addEllipsis(IntArrayList labels, int axes) {
    for (int i = axes - 1; i >= 0; i--) {
      labels.add(ELLIPSIS + i);
    }
  }

  private void noteSides(IntArrayList labels, Shape shape) {
    for (int axis = 0; axis < labels.size(); axis++) {
      int label = labels.getInt(axis);
      int side = shape.side(axis);
      if (sides[label] == 0 || (label >= ELLIPSIS && sides[label] == 2)) {
        sides[label] = side + 1;
      } else if (sides[label] != side + 1 && !(label >= ELLIPSIS && side == 1)) {
        throw wrong(
            (label >= ELLIPSIS ? "an axis of the ellipsis" : "'" + (char) label + "'")
                + " has sides "
                + (sides[label] - 1)
                + " and "
                + side);
      }
    }
  }

  private static IntArrayList ellipsis(List<IntArrayList> labels) {
    int axes = 0;
    for (IntArrayList of : labels) {
      for (int label : of.toIntArray()) {
        axes = Math.max(axes, label - ELLIPSIS + 1);
      }
    }
    IntArrayList result = new IntArrayList();
    addEllipsis(result, axes);
    return result;
  }

  private static IntArrayList implicitResult(List<IntArrayList> labels) {
    IntArrayList result = ellipsis(labels);
    for (char letter = 'A'; letter <= 'z'; letter++) {
      int count = 0;
      for (IntArrayList of : labels) {
        for (int label : of.toIntArray()) {
          count += label == letter ? 1 : 0;
        }
      }
      if (count == 1) {
        result.add(letter);
      }
    }
    return result;
  }

  private IntArrayList resultLabels(String name, List<IntArrayList> labels) {
    IntArrayList result = new IntArrayList();
    int dots = name.indexOf("...");
    for (int i = 0; i < name.length(); i++) {
      if (i == dots) {
        result.addAll(ellipsis(labels));
        i += 2;
        continue;
      }
      char letter = name.charAt(i);
      if (!isLetter(letter) || sides[letter] == 0 || result.contains(letter)) {
        throw wrong(
            "'" + letter + "' of the result must be a letter of an operand, and occur once");
      }
      result.add(letter);
    }
    return result;
  }

  // Contracting

  /** Takes the diagonal of axes with the same label. */
  private static Term diagonals(Tensor x, IntArrayList labels) {
    Tensor value = x;
    IntArrayList rest = new IntArrayList(labels);
    for (int i = 0; i < rest.size(); i++) {
      for (int j = rest.size() - 1; j > i; j--) {
        if (rest.getInt(i) == rest.getInt(j)) {
          int last = rest.size() - 1;
          Tensor paired = Shapes.moveAxis(Shapes.moveAxis(value, j, last), i, last - 1);
          int label = rest.getInt(i);
          rest.removeInt(j);
          rest.removeInt(i);
          rest.add(label);
          value = Matrices.diagonal(paired);
          i = -1;
          break;
        }
      }
    }
    return new Term(value, rest);
  }

  /** Stretches axes of the ellipsis that have side 1 where another operand's are longer. */
  private Term stretch(Term term) {
    int[] shape = term.value.shape().sides();
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = sides[term.labels.getInt(axis)] - 1;
    }
    return new Term(Broadcast.to(term.value, Shape.of(shape)), term.labels);
  }

  private Term contractAll(List<Term> terms, IntArrayList result) {
    for (int i = 0; i < terms.size(); i++) {
      terms.set(i, sumUnused(terms.get(i), terms, i, -1, result));
    }
    while (terms.size() > 1) {
      int bestI = 0;
      int bestJ = 1;
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < terms.size(); i++) {
        for (int j = i + 1; j < terms.size(); j++) {
          double size = sizeOfProduct(terms, i, j, result);
          if (size < best) {
            best = size;
            bestI = i;
            bestJ = j;
          }
        }
      }
      Term product = contract(terms, bestI, bestJ, result);
      terms.remove(bestJ);
      terms.set(bestI, product);
    }
    return terms.get(0);
  }

  /** How much larger than its factors a product is: small ones keep all that follows small. */
  private double sizeOfProduct(List<Term> terms, int i, int j, IntArrayList result) {
    double size = 1;
    for (int label : union(terms.get(i).labels, terms.get(j).labels).toIntArray()) {
      size *= isNeeded(label, terms, i, j, result) ? sides[label] - 1 : 1;
    }
    return size - terms.get(i).value.size() - terms.get(j).value.size();
  }

  private static IntArrayList union(IntArrayList a, IntArrayList b) {
    IntArrayList all = new IntArrayList(a);
    for (int label : b.toIntArray()) {
      if (!all.contains(label)) {
        all.add(label);
      }
    }
    return all;
  }

  /** Whether a label occurs in the result or in a term other than two. */
  private static boolean isNeeded(int label, List<Term> terms, int i, int j, IntArrayList result) {
    if (result.contains(label)) {
      return true;
    }
    for (int k = 0; k < terms.size(); k++) {
      if (k != i && k != j && terms.get(k).labels.contains(label)) {
        return true;
      }
    }
    return false;
  }

  /** Sums the axes of a term that neither the result nor another term names. */
  private static Term sumUnused(Term term, List<Term> terms, int i, int j, IntArrayList result) {
    IntArrayList summed = new IntArrayList();
    IntArrayList rest = new IntArrayList();
    for (int axis = 0; axis < term.labels.size(); axis++) {
      int label = term.labels.getInt(axis);
      if (isNeeded(label, terms, i, j, result)) {
        rest.add(label);
      } else {
        summed.add(axis);
      }
    }
    return summed.isEmpty()
        ? term
        : new Term(Reductions.sum(term.value, summed.toIntArray()), rest);
  }

  /** One batched matrix product: [batch, left, inner] times [batch, inner, right]. */
  private Term contract(List<Term> terms, int i, int j, IntArrayList result) {
    Term a = terms.get(i);
    Term b = terms.get(j);
    IntArrayList batch = new IntArrayList();
    IntArrayList inner = new IntArrayList();
    IntArrayList left = new IntArrayList();
    IntArrayList right = new IntArrayList();
    for (int label : a.labels.toIntArray()) {
      if (!b.labels.contains(label)) {
        left.add(label);
      } else if (isNeeded(label, terms, i, j, result)) {
        batch.add(label);
      } else {
        inner.add(label);
      }
    }
    for (int label : b.labels.toIntArray()) {
      if (!a.labels.contains(label)) {
        right.add(label);
      }
    }
    IntArrayList labels = joined(batch, left, right);
    Tensor product;
    if (inner.isEmpty() || !a.value.dtype().isFloating()) {
      // Matrix products are of floating numbers; whole ones are multiplied first and summed then.
      IntArrayList common = new IntArrayList(inner);
      common.addAll(batch);
      product = spread(a, common, left, right, true).times(spread(b, common, left, right, false));
      product = inner.isEmpty() ? product : Reductions.sum(product, Axes.range(0, inner.size()));
    } else {
      // An operand that already lies the other way round is read transposed instead of copied.
      boolean transposeA = liesAs(a, batch, inner, left);
      boolean transposeB = !liesAs(b, batch, inner, right) && liesAs(b, batch, right, inner);
      product =
          MatMul.of(
              transposeA ? matrix(a, batch, inner, left) : matrix(a, batch, left, inner),
              transposeB ? matrix(b, batch, right, inner) : matrix(b, batch, inner, right),
              transposeA,
              transposeB);
    }
    return new Term(product.reshape(shapeOf(labels)), labels);
  }

  /** Lays a factor out over [batch, left, right] with side 1 where it has no axis. */
  private Tensor spread(
      Term term, IntArrayList batch, IntArrayList left, IntArrayList right, boolean isLeft) {
    IntArrayList order = new IntArrayList(batch);
    order.addAll(isLeft ? left : right);
    IntArrayList sizes = new IntArrayList(shapeOf(batch).sides());
    sizes.addAll(isLeft ? new IntArrayList(shapeOf(left).sides()) : ones(left.size()));
    sizes.addAll(isLeft ? ones(right.size()) : new IntArrayList(shapeOf(right).sides()));
    return arrange(term, order).reshape(sizes.toIntArray());
  }

  private static IntArrayList ones(int n) {
    IntArrayList ones = new IntArrayList();
    for (int i = 0; i < n; i++) {
      ones.add(1);
    }
    return ones;
  }

  private static IntArrayList joined(IntArrayList a, IntArrayList b, IntArrayList c) {
    IntArrayList all = new IntArrayList(a);
    all.addAll(b);
    all.addAll(c);
    return all;
  }

  private static boolean liesAs(Term term, IntArrayList a, IntArrayList b, IntArrayList c) {
    return term.labels.equals(joined(a, b, c));
  }

  private Tensor matrix(Term term, IntArrayList batch, IntArrayList rows, IntArrayList columns) {
    return arrange(term, joined(batch, rows, columns))
        .reshape(shapeOf(batch).size(), shapeOf(rows).size(), shapeOf(columns).size());
  }

  private Shape shapeOf(IntArrayList labels) {
    int[] shape = new int[labels.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sides[labels.getInt(i)] - 1;
    }
    return Shape.of(shape);
  }

  private static Tensor arrange(Term term, IntArrayList order) {
    int[] axes = new int[order.size()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = term.labels.indexOf(order.getInt(i));
    }
    return Axes.permute(term.value, axes);
  }
}
