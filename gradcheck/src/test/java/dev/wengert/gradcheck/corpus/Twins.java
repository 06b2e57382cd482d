package dev.wengert.gradcheck.corpus;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.Verdict;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongFunction;

/**
 * Wrong derivatives, each beside the right one of the same function at the same point: what catches
 * the one must not accuse the other.
 */
final class Twins {

  /** What may be said where nothing can be told; never of an ordinary function. */
  static final ImmutableList<Verdict> UNDECIDED =
      ImmutableList.of(Verdict.INCONCLUSIVE, Verdict.ILL_CONDITIONED, Verdict.VACUOUS);

  private static final ImmutableList<Verdict> RIGHT =
      ImmutableList.of(Verdict.PASS, Verdict.KINK_OK, Verdict.BOUNDARY);
  private static final ImmutableList<Verdict> WRONG =
      ImmutableList.of(Verdict.WRONG, Verdict.KINK_WRONG);

  private Twins() {}

  static ImmutableList<Case> all() {
    return ImmutableList.<Case>builder()
        .addAll(Aliases.all())
        .addAll(Kinks.all())
        .addAll(Ties.all())
        .addAll(Scales.all())
        .addAll(Discrete.all())
        .addAll(Domains.all())
        .addAll(Conditioning.all())
        .addAll(Roundings.all())
        .build();
  }

  static ImmutableList<Case> mutants() {
    return all().stream().filter(Case::isMutant).collect(ImmutableList.toImmutableList());
  }

  static ImmutableList<Case> correct() {
    return all().stream().filter(c -> !c.isMutant()).collect(ImmutableList.toImmutableList());
  }

  /** Returns a wrong derivative, which must be called so, and its right twin, which must pass. */
  static List<Case> of(String name, LongFunction<Problem> wrong, LongFunction<Problem> right) {
    return List.of(wrong(name, wrong), right(name, right));
  }

  /** Returns twins of which it may be said that nothing can be told. */
  static List<Case> hard(String name, LongFunction<Problem> wrong, LongFunction<Problem> right) {
    return List.of(hardWrong(name, wrong), hardRight(name, right));
  }

  static Case wrong(String name, LongFunction<Problem> problem) {
    return Case.mutant(name, problem, WRONG.toArray(new Verdict[0]));
  }

  static Case right(String name, LongFunction<Problem> problem) {
    return Case.correct(name, problem, RIGHT.toArray(new Verdict[0]));
  }

  static Case hardWrong(String name, LongFunction<Problem> problem) {
    return Case.mutant(name, problem, with(WRONG));
  }

  static Case hardRight(String name, LongFunction<Problem> problem) {
    return Case.correct(name, problem, with(RIGHT));
  }

  private static Verdict[] with(ImmutableList<Verdict> told) {
    return ImmutableList.<Verdict>builder()
        .addAll(told)
        .addAll(UNDECIDED)
        .build()
        .toArray(new Verdict[0]);
  }

  /** Returns a function of each element, with what is said to be its derivative. */
  static Problem map(DoubleUnaryOperator f, DoubleUnaryOperator slope, Tensor x) {
    return Problem.of(
        in -> map(in.get(0), f), (in, out, d) -> List.of(map(in.get(0), slope).times(d)), x);
  }

  static Tensor map(Tensor x, DoubleUnaryOperator f) {
    double[] values = x.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = f.applyAsDouble(values[i]);
    }
    return Tensor.wrap(values, x.shape().sides());
  }

  /** A function of all elements. */
  interface Vector {
    double[] of(double[] x);
  }

  /** A pullback, of the elements and the cotangent. */
  interface Pull {
    double[] of(double[] x, double[] cotangent);
  }

  /** Returns a function from vectors to vectors, with what is said to be its pullback. */
  static Problem vector(Vector f, Pull pull, Tensor x) {
    return Problem.of(
        in -> wrapped(f.of(in.get(0).toDoubleArray())),
        (in, out, d) ->
            List.of(
                Tensor.wrap(
                    pull.of(in.get(0).toDoubleArray(), d.toDoubleArray()), x.shape().sides())),
        x);
  }

  static Tensor wrapped(double... values) {
    return Tensor.wrap(values, values.length);
  }
}
