package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Loops and choices that a recorded program keeps: a loop over a thousand steps is as short in it
 * as one over ten, and a choice is made when it runs.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="scan"}
 *
 * <p>What goes from step to step, comes in and goes out is a tensor or a structure of tensors, of
 * which {@link Leaves} tells. The functions may use tensors from outside, traced or not; a gradient
 * reaches those too. They are run once, on tensors without values, and written down; so an {@code
 * if} on a tensor in one of them is an error, and a counter or a random key that is made in one of
 * them is the same in each step: {@link Key#fold(Tensor) fold} the step's number into a key, or
 * read one key a row.
 *
 * <p>Everything here has derivatives in both modes, to any order, can be mapped, and gives the same
 * bits by itself and in a program. Where nothing records, a loop is a Java loop.
 */
public final class ControlFlow {

  private static final Spec TRUTH = new Spec(DType.BOOL, Shape.SCALAR);

  private ControlFlow() {}

  /**
   * What a step of a scan returns.
   *
   * @param carry what the next step gets: made as what this one got, of its dtypes and shapes
   * @param output what is written at the step's row
   * @param <C> the type of the carry
   * @param <Y> the type of the output
   */
  public record Step<C, Y>(C carry, Y output) {}

  /**
   * What a scan returns.
   *
   * @param carry what the last step returned
   * @param outputs the outputs of all steps, along a new first axis
   * @param <C> the type of the carry
   * @param <Y> the type of the outputs
   */
  public record Scanned<C, Y>(C carry, Y outputs) {}

  /**
   * Goes through the rows of the inputs with a carry: {@code (carry, y[i]) = body(carry, x[i])} for
   * i from 0 on.
   *
   * @param body gets the carry and a row, each tensor of the inputs without its first axis
   * @param initial the first carry
   * @param inputs what is read row by row: the first axes of its tensors have one side, T
   * @throws IllegalArgumentException if there are no rows to count, the first axes differ, or the
   *     carry changes its structure, a dtype or a shape
   * @throws IllegalStateException if the body reads a value
   */
  public static <C, X, Y> Scanned<C, Y> scan(
      BiFunction<C, X, Step<C, Y>> body, C initial, X inputs) {
    return scan(body, initial, inputs, Scan.forwards());
  }

  /**
   * Goes through the rows of the inputs with a carry, as {@link #scan(BiFunction, Object, Object)}
   * does, in a way that {@link Scan} says: backwards, over a number of steps without any input, or
   * keeping less for a backward walk.
   *
   * @throws IllegalArgumentException if there are no rows to count and no length is said, or the
   *     inputs have another number of rows
   */
  public static <C, X, Y> Scanned<C, Y> scan(
      BiFunction<C, X, Step<C, Y>> body, C initial, X inputs, Scan how) {
    Leaves<C> carry = Leaves.of(initial);
    Leaves<X> read = Leaves.of(inputs);
    int length = length(read, how);
    int states = carry.tensors().size();
    List<Spec> specs = specs(carry);
    read.tensors().forEach(tensor -> specs.add(Rows.row(tensor.spec())));
    List<Leaves<Y>> outputs = new ArrayList<>(1);
    BlockTrace.Written written =
        BlockTrace.write(
            "scan",
            in -> {
              List<Tensor> all = Arrays.asList(in);
              Step<C, Y> step =
                  Preconditions.checkNotNull(
                      body.apply(
                          carry.with(all.subList(0, states)),
                          read.with(all.subList(states, all.size()))),
                      "scan: the body returned null; return a Step of the carry and an output");
              Leaves<Y> output = Leaves.of(step.output());
              outputs.add(output);
              return Rows.joined(
                  next("scan", "the carry", carry, step.carry()),
                  output.tensors().toArray(new Tensor[0]));
            },
            specs);
    Iteration iteration =
        new Iteration(
            "scan",
            written.block(),
            null,
            states,
            read.tensors().size(),
            length,
            how.isReversed(),
            false,
            how.every());
    Tensor[] all = iteration.applyAll(arguments(carry, read, written.captured()));
    List<Tensor> found = Arrays.asList(all);
    return new Scanned<>(
        carry.with(found.subList(0, states)),
        outputs.get(0).with(found.subList(states, found.size())));
  }

  private static int length(Leaves<?> read, Scan how) {
    int length = how.length();
    for (int i = 0; i < read.tensors().size(); i++) {
      Tensor one = read.tensors().get(i);
      Preconditions.checkArgument(
          one.rank() > 0,
          "scan: %s is a scalar and has no rows: %s; give it a first axis, or use it in the body as"
              + " it is",
          read.called("the input", i),
          one.spec());
      int rows = one.shape().side(0);
      length = length < 0 ? rows : length;
      Preconditions.checkArgument(
          rows == length,
          "scan: the first axes differ: %s is %s for %s steps; give each as many rows as there are"
              + " steps",
          read.called("the input", i),
          one.shape(),
          length);
    }
    Preconditions.checkArgument(
        length >= 0,
        "scan: nothing says how many steps there are: the inputs have no tensor; say it by"
            + " Scan.forwards().ofLength(n)");
    return length;
  }

  /** Returns what a function made of a state, which must be as that was. */
  static <C> Tensor[] next(String operation, String what, Leaves<C> before, C after) {
    ImmutableList<Tensor> tensors =
        before.alike(operation, what + " that the body returned", after);
    for (int i = 0; i < tensors.size(); i++) {
      Spec first = before.tensors().get(i).spec();
      Spec second = tensors.get(i).spec();
      Preconditions.checkArgument(
          first.equals(second),
          "%s: %s changes: it is %s at first and %s after a step; return it with the dtype and"
              + " shape that it has",
          operation,
          before.called(what, i),
          first,
          second);
    }
    return tensors.toArray(new Tensor[0]);
  }

  private static List<Spec> specs(Leaves<?> leaves) {
    List<Spec> specs = new ArrayList<>(leaves.tensors().size());
    leaves.tensors().forEach(tensor -> specs.add(tensor.spec()));
    return specs;
  }

  private static Tensor[] arguments(Leaves<?> first, Leaves<?> second, List<Tensor> third) {
    return Rows.joined(
        first.tensors().toArray(new Tensor[0]),
        second.tensors().toArray(new Tensor[0]),
        third.toArray(new Tensor[0]));
  }

  // Loops of a length that numbers decide

  /**
   * Applies a function as long as a condition holds: {@code while (condition(s)) s = body(s)}.
   *
   * <p>Forward mode goes through it; a backward walk needs a bound on the trips and throws an
   * {@link IllegalStateException} without one. In a mapped function the loop goes on until no
   * example's condition holds; an example whose condition holds no more stays as it is.
   *
   * {@snippet class="dev.wengert.SnippetsTest" region="whileLoop"}
   *
   * @param condition from the state to a truth value, BOOL []
   * @param body from a state to the next: of the same structure, dtypes and shapes
   * @throws IllegalArgumentException if the condition is no truth value, or the state changes its
   *     structure, a dtype or a shape
   */
  public static <C> C whileLoop(Function<C, Tensor> condition, UnaryOperator<C> body, C initial) {
    return loop(condition, body, initial, -1);
  }

  /**
   * Applies a function as long as a condition holds, as {@link #whileLoop(Function, UnaryOperator,
   * Object)} does, but not more often than said: so a backward walk can go through it. In a program
   * it keeps room for so many trips.
   *
   * @param mostTrips how often the body runs at most; where the condition still holds after that,
   *     an {@link IllegalStateException} is thrown
   * @throws IllegalArgumentException if the bound is negative
   */
  public static <C> C whileLoop(
      Function<C, Tensor> condition, UnaryOperator<C> body, C initial, int mostTrips) {
    Preconditions.checkArgument(
        mostTrips >= 0, "whileLoop: the bound on trips is negative: %s; give 0 or more", mostTrips);
    return loop(condition, body, initial, mostTrips);
  }

  private static <C> C loop(
      Function<C, Tensor> condition, UnaryOperator<C> body, C initial, int length) {
    Leaves<C> state = Leaves.of(initial);
    int states = state.tensors().size();
    List<Spec> specs = specs(state);
    BlockTrace.Written test =
        BlockTrace.write(
            "whileLoop",
            in -> {
              Tensor holds =
                  Preconditions.checkNotNull(
                      condition.apply(state.with(Arrays.asList(in))),
                      "whileLoop: the condition returned null; return one truth value, BOOL[]");
              Preconditions.checkArgument(
                  holds.spec().equals(TRUTH),
                  "whileLoop: the condition is %s; return one truth value, BOOL[]",
                  holds.spec());
              return new Tensor[] {holds};
            },
            specs);
    BlockTrace.Written step =
        BlockTrace.write(
            "whileLoop",
            in -> next("whileLoop", "the state", state, body.apply(state.with(Arrays.asList(in)))),
            specs);
    List<Tensor> constants = new ArrayList<>(step.captured());
    constants.addAll(test.captured());
    List<Spec> all = new ArrayList<>(specs);
    constants.forEach(tensor -> all.add(tensor.spec()));
    int ofStep = states + step.captured().size();
    Block both = Block.of("whileLoop", in -> step.block().run(Rows.part(in, 0, ofStep)), all);
    Block ending =
        Block.of(
            "whileLoop",
            in ->
                test.block()
                    .run(
                        Rows.joined(
                            Rows.part(in, 0, states),
                            Rows.part(in, ofStep, test.captured().size()))),
            all);
    Iteration iteration =
        new Iteration("whileLoop", both, ending, states, 0, length, false, false, 0);
    Leaves<List<Tensor>> nothing = Leaves.of(List.of());
    return state.with(Arrays.asList(iteration.applyAll(arguments(state, nothing, constants))));
  }

  // Choices

  /**
   * Returns what one of two functions gives, as a truth value says. Only that one runs; in a mapped
   * function where the truth value differs from example to example both run, and each example takes
   * one of the two, as by {@code where}.
   *
   * {@snippet class="dev.wengert.SnippetsTest" region="cond"}
   *
   * @param predicate BOOL []
   * @param arguments what the functions get
   * @throws IllegalArgumentException if the predicate is no truth value, or the functions return
   *     other structures, dtypes or shapes
   */
  public static <A, R> R cond(
      Tensor predicate, Function<A, R> ifTrue, Function<A, R> ifFalse, A arguments) {
    Preconditions.checkArgument(
        predicate.spec().equals(TRUTH),
        "cond: the predicate is %s; give one truth value, BOOL[]",
        predicate.spec());
    return chosen("cond", predicate.to(DType.INT32), List.of(ifFalse, ifTrue), arguments);
  }

  /**
   * Returns what the function of a number gives. Only that one runs; in a mapped function where the
   * number differs from example to example all run, and each example takes one.
   *
   * @param number INT32 [], from 0 on
   * @param branches the functions, of one result each, or of one structure
   * @param arguments what the function gets
   * @throws IllegalArgumentException if the number is none, there is no branch, or they return
   *     other structures, dtypes or shapes
   * @throws IndexOutOfBoundsException if there is no branch of the number
   */
  public static <A, R> R switchCase(Tensor number, List<Function<A, R>> branches, A arguments) {
    Preconditions.checkArgument(
        number.spec().equals(Rows.NUMBER),
        "switchCase: the number is %s; give one whole number, INT32[]",
        number.spec());
    Preconditions.checkArgument(
        !branches.isEmpty(), "switchCase: there is no branch; give at least one");
    int n = branches.size();
    Tensor checked = new InRange("switchCase", "number", n - 1, n + " branches").apply(number);
    return chosen("switchCase", checked, branches, arguments);
  }

  private static <A, R> R chosen(
      String operation, Tensor number, List<Function<A, R>> branches, A arguments) {
    Leaves<A> taken = Leaves.of(arguments);
    List<Spec> specs = specs(taken);
    List<BlockTrace.Written> written = new ArrayList<>();
    List<Leaves<R>> results = new ArrayList<>();
    List<Tensor> captured = new ArrayList<>();
    for (int branch = 0; branch < branches.size(); branch++) {
      Function<A, R> function = branches.get(branch);
      written.add(
          BlockTrace.write(
              operation,
              in -> {
                Leaves<R> result = Leaves.of(function.apply(taken.with(Arrays.asList(in))));
                results.add(result);
                return result.tensors().toArray(new Tensor[0]);
              },
              specs));
      captured.addAll(written.get(branch).captured());
      checkAlike(operation, branch, results);
    }
    List<Spec> all = new ArrayList<>(specs);
    captured.forEach(tensor -> all.add(tensor.spec()));
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    int from = specs.size();
    for (BlockTrace.Written one : written) {
      int at = from;
      int own = one.captured().size();
      blocks.add(
          Block.of(
              operation,
              in ->
                  one.block()
                      .run(Rows.joined(Rows.part(in, 0, specs.size()), Rows.part(in, at, own))),
              all));
      from += own;
    }
    Tensor[] found =
        new Branching(operation, blocks.build())
            .applyAll(
                Rows.joined(
                    new Tensor[] {number},
                    taken.tensors().toArray(new Tensor[0]),
                    captured.toArray(new Tensor[0])));
    return results.get(0).with(Arrays.asList(found));
  }

  private static <R> void checkAlike(String operation, int branch, List<Leaves<R>> results) {
    Leaves<R> first = results.get(0);
    Leaves<R> other = results.get(branch);
    Preconditions.checkArgument(
        first.names().equals(other.names()) && specs(first).equals(specs(other)),
        "%s: the branches differ: %s returns %s, and %s returns %s; let each return the same dtypes"
            + " and shapes in the same structure",
        operation,
        branchName(operation, 0),
        described(first),
        branchName(operation, branch),
        described(other));
  }

  private static String branchName(String operation, int branch) {
    if (operation.equals("cond")) {
      return branch == 0 ? "that for false" : "that for true";
    }
    return "branch " + branch;
  }

  private static String described(Leaves<?> leaves) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < leaves.tensors().size(); i++) {
      String name = leaves.names().get(i);
      Spec spec = leaves.tensors().get(i).spec();
      parts.add(name.isEmpty() ? spec.toString() : name + " " + spec);
    }
    return String.join(", ", parts);
  }

  // Running combinations

  /**
   * Returns the running combinations of rows: {@code y[0] = x[0]}, {@code y[i] = combine(y[i - 1],
   * x[i])}, in about {@code 2 log2(T)} mapped applications instead of T, one after the other. So
   * running sums, products, extremes and linear recurrences are computed.
   *
   * {@snippet class="dev.wengert.SnippetsTest" region="associativeScan"}
   *
   * <p>The combinations are taken in the order of Blelloch, "Prefix sums and their applications",
   * 1990, which changes rounding: the function must be associative, {@code combine(combine(a, b),
   * c) = combine(a, combine(b, c))}, but for that.
   *
   * @param combine of two rows to one: of the same structure, dtypes and shapes. Rows that come
   *     first stand left
   * @param rows a tensor or a structure of them, of one first side
   * @return made as the rows are
   * @throws IllegalArgumentException if there is no tensor, the first sides differ, or the function
   *     returns other structures, dtypes or shapes
   */
  public static <X> X associativeScan(BinaryOperator<X> combine, X rows) {
    return associativeScan(combine, rows, false);
  }

  /**
   * Returns the running combinations of rows, as {@link #associativeScan(BinaryOperator, Object)}
   * does, from the last row to the first if so said: {@code y[T - 1] = x[T - 1]}, {@code y[i] =
   * combine(y[i + 1], x[i])}.
   */
  public static <X> X associativeScan(BinaryOperator<X> combine, X rows, boolean isReversed) {
    Leaves<X> leaves = Leaves.of(rows);
    Preconditions.checkArgument(
        !leaves.tensors().isEmpty(),
        "associativeScan: there is no tensor to combine; give at least one");
    Tensor first = leaves.tensors().get(0);
    for (int i = 0; i < leaves.tensors().size(); i++) {
      Tensor one = leaves.tensors().get(i);
      Preconditions.checkArgument(
          one.rank() > 0 && first.rank() > 0 && one.shape().side(0) == first.shape().side(0),
          "associativeScan: the first axes differ: %s is %s, and the first tensor %s; give each as"
              + " many rows",
          leaves.called("the tensor", i),
          one.shape(),
          first.shape());
    }
    Tensor[] given = leaves.tensors().toArray(new Tensor[0]);
    Tensor[] turned = isReversed ? flipped(given) : given;
    Tensor[] found = new Prefixes<>(combine, leaves).of(turned);
    return leaves.with(Arrays.asList(isReversed ? flipped(found) : found));
  }

  private static Tensor[] flipped(Tensor[] rows) {
    Tensor[] turned = new Tensor[rows.length];
    Arrays.setAll(
        turned,
        i ->
            rows[i].get(
                Index.range(rows[i].shape().side(0) - 1, -rows[i].shape().side(0) - 1, -1)));
    return turned;
  }
}
