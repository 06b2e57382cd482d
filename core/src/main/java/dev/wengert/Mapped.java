package dev.wengert;

import com.google.common.base.Preconditions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A function that is mapped over its arguments: which tensors are, over which axes, and how the
 * results are put together.
 */
final class Mapped<A, R> {

  private final Function<A, R> f;
  private final Mapping how;
  private final Leaves<A> leaves;

  /** The arguments, with the mapped axis in front where they have one. */
  private final Tensor[] all;

  private final boolean[] isMapped;
  private final int size;

  private Mapped(Function<A, R> f, A arguments, Mapping how) {
    this.f = f;
    this.how = how;
    leaves = Leaves.of(arguments);
    int n = leaves.tensors().size();
    all = leaves.tensors().toArray(new Tensor[0]);
    isMapped = new boolean[n];
    Mapping.checkNames("argument", how.inputAxes().keySet(), leaves.names());
    Mapping.checkNames("argument", how.shared(), leaves.names());
    int first = -1;
    for (int i = 0; i < n; i++) {
      Integer axis = how.axisOf(leaves.names().get(i));
      if (axis != null) {
        isMapped[i] = true;
        check(i, axis, first < 0 ? i : first);
        all[i] = inFront(all[i], axis);
        first = first < 0 ? i : first;
      }
    }
    Preconditions.checkArgument(first >= 0, "vmap: no arguments; give at least one to map over");
    size = all[first].shape().side(0);
  }

  static <A, R> R of(Function<A, R> f, A arguments, Mapping how) {
    Mapped<A, R> mapped = new Mapped<>(f, arguments, how);
    int chunk = how.chunkSize();
    return mapped.placed(
        chunk == 0 || chunk >= mapped.size ? mapped.at(mapped.all) : mapped.inChunks(chunk));
  }

  private void check(int argument, int axis, int other) {
    Tensor one = all[argument];
    int rank = one.rank();
    boolean isThere = axis >= -rank && axis < rank;
    Integer otherAxis = how.axisOf(leaves.names().get(other));
    if (axis == 0 && otherAxis != null && otherAxis == 0) {
      Tensor first = all[other];
      Preconditions.checkArgument(
          isThere && one.shape().side(0) == first.shape().side(0),
          "vmap: the first axes differ: %s and %s%s; give every argument one slice an example",
          first.shape(),
          one.shape(),
          other == argument
              ? ""
              : ", of " + leaves.names().get(other) + " and " + leaves.names().get(argument));
      return;
    }
    Preconditions.checkArgument(
        isThere,
        "vmap: %s has no axis %s to map over: its shape is %s; name one that it has, or say that it"
            + " is shared",
        leaves.called("the argument", argument),
        axis,
        one.shape());
    if (other != argument) {
      int sought = all[other].shape().side(0);
      int found = one.shape().side(axis < 0 ? axis + rank : axis);
      Preconditions.checkArgument(
          found == sought,
          "vmap: the mapped axes differ: %s has %s examples along axis %s, and %s has %s along axis"
              + " %s; give every argument one slice an example",
          leaves.called("the argument", other),
          sought,
          otherAxis,
          leaves.called("the argument", argument),
          found,
          axis);
    }
  }

  /** Returns x with an axis in front of the others. */
  private static Tensor inFront(Tensor x, int axis) {
    int from = axis < 0 ? axis + x.rank() : axis;
    if (from == 0) {
      return x;
    }
    int[] axes = new int[x.rank()];
    Arrays.setAll(axes, i -> i == 0 ? from : i <= from ? i - 1 : i);
    return Permute.of(x, axes);
  }

  /** Returns what the function gives for some examples: along a first axis. */
  private R at(Tensor[] some) {
    int count = size;
    for (int i = 0; i < some.length; i++) {
      count = isMapped[i] ? some[i].shape().side(0) : count;
    }
    Vmap trace = new Vmap(new MappedAxis(how.name(), count));
    Tensor[] examples = new Tensor[some.length];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = isMapped[i] ? trace.example(some[i]) : some[i];
    }
    A arguments = leaves.with(Arrays.asList(examples));
    R value =
        how.name().isEmpty()
            ? f.apply(arguments)
            : trace.axis().within(trace.index(), () -> f.apply(arguments));
    return Transformations.mapped(value, x -> trace.all(trace.leave(x)));
  }

  /** One chunk after the other, those that are whole in a scan. */
  private R inChunks(int chunk) {
    int chunks = size / chunk;
    int whole = chunks * chunk;
    List<Tensor> rows = new ArrayList<>();
    Tensor[] rest = all.clone();
    for (int i = 0; i < all.length; i++) {
      if (isMapped[i]) {
        Tensor some = Rows.range(all[i], 0, whole);
        rows.add(some.reshape(some.shape().drop(1).prepend(chunks, chunk)));
        rest[i] = Rows.range(all[i], whole, size);
      }
    }
    R found =
        ControlFlow.<List<Tensor>, List<Tensor>, R>scan(
                (nothing, some) -> new ControlFlow.Step<>(nothing, at(withRows(some))),
                List.of(),
                rows)
            .outputs();
    R flat = Transformations.mapped(found, x -> x.reshape(x.shape().drop(2).prepend(whole)));
    if (whole == size) {
      return flat;
    }
    Leaves<R> one = Leaves.of(flat);
    List<Tensor> two = Leaves.of(at(rest)).tensors();
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < two.size(); i++) {
      joined.add(new Concat(0).apply(one.tensors().get(i), two.get(i)));
    }
    return one.with(joined);
  }

  private Tensor[] withRows(List<Tensor> rows) {
    Tensor[] some = all.clone();
    int at = 0;
    for (int i = 0; i < some.length; i++) {
      if (isMapped[i]) {
        some[i] = rows.get(at++);
      }
    }
    return some;
  }

  /** Puts the axis of the results where it is to stand. */
  private R placed(R value) {
    Leaves<R> results = Leaves.of(value);
    Mapping.checkNames("result", how.outputAxes().keySet(), results.names());
    List<Tensor> moved = new ArrayList<>();
    for (int i = 0; i < results.tensors().size(); i++) {
      Tensor x = results.tensors().get(i);
      int axis = how.outputAxisOf(results.names().get(i));
      int into = axis < 0 ? axis + x.rank() : axis;
      Preconditions.checkArgument(
          into >= 0 && into < x.rank(),
          "vmap: %s has no axis %s for the examples: its shape is %s with them in front; name one"
              + " that it has",
          results.called("the result", i),
          axis,
          x.shape());
      int[] axes = new int[x.rank()];
      Arrays.setAll(axes, k -> k == into ? 0 : k < into ? k + 1 : k);
      moved.add(into == 0 ? x : Permute.of(x, axes));
    }
    return results.with(moved);
  }
}
