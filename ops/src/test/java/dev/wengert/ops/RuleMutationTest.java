package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Autodiff;
import dev.wengert.MatMul;
import dev.wengert.ReplayException;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.ops.GradientSample.Depth;
import dev.wengert.ops.RuleMutant.Mode;
import dev.wengert.ops.matrix.CofactorSlope;
import dev.wengert.ops.matrix.Cofactors;
import dev.wengert.ops.moment.PowerSum;
import dev.wengert.ops.moment.Range;
import dev.wengert.testing.Gates;
import dev.wengert.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tag;

/**
 * Plants one fault at a time in the rules of differentiation, and requires that the gradient checks
 * of the catalogue notice each.
 */
class RuleMutationTest {

  private static final long SEED = 20261120;

  /** At how many points of each function a fault is looked for. */
  private static final int SAMPLES = 5;

  /** At how many more, before a fault is said to survive. */
  private static final int MORE_SAMPLES = 200;

  private static final ImmutableSet<Verdict> NOTICED =
      ImmutableSet.of(
          Verdict.WRONG, Verdict.KINK_WRONG, Verdict.NON_LINEAR_VJP, Verdict.NONDETERMINISTIC);

  private static final ImmutableMap<String, String> WITHOUT_RULE =
      ImmutableMap.<String, String>builder()
          .put("Barrier", "a value passes as it is, where a checkpoint runs again, which none sees")
          .put("Observation", "a value passes as it is, which no function here shows to anybody")
          .put("RandomDraw", "random numbers do not depend on anything")
          .put("StopGradient", "its derivative is zero by definition")
          .put("ArgSort", "positions")
          .put("ArgExtreme", "positions")
          .put("AxisGather", "met within mapped functions alone, where no fault is planted")
          .put("AxisSum", "met within mapped functions alone, where no fault is planted")
          .put("PoolArgMax", "positions")
          .put("FlatIndex", "positions")
          .put("InRange", "classes")
          .put("Permutation", "positions")
          .buildOrThrow();

  /** The faults that change no derivative that shows, by expressions over the mutant's text. */
  private static final ImmutableMap<String, String> EQUIVALENT =
      ImmutableMap.<String, String>builder()
          .put(
              "Custom FORWARD operation [234]: (mul|sum) (SIGN|SCALE|NO_SUM)",
              "the pullback is transposed: its derivative is used, its value is not")
          .put(
              "CofactorSlope (REVERSE operation 12|FORWARD operation 30): mul (SIGN|SCALE)",
              "the slope is computed again by the inverse: its derivative is used, its value is"
                  + " not")
          .put(
              "Elementwise cbrt (REVERSE|FORWARD) operation 0: cbrt.pu\\w+ DROP",
              "a step of Newton's method after a power is as small as a rounding")
          .put(
              "Elementwise fmod (REVERSE|FORWARD) operation [01]: fmod.pu\\w+ DROP",
              "after one division a quotient that has all its digits is 0")
          .put("Cast \\w+ .* SCALE", "a millionth is less than what FLOAT32 resolves")
          .put(
              "Extreme \\w+ operation [123]: toFLOAT64 (SIGN|SCALE)",
              "the shares are a quotient of what is converted")
          .put(
              "Extreme \\w+ operation [345]: div SWAP",
              "fits only where one element is reduced, whose share is 1 / 1")
          .buildOrThrow();

  private final Random random = Seeds.random(SEED);

  /** Where a fault can be planted: points of some functions, and what draws more of them. */
  private static final class Places {
    final List<GradientSample> points = new ArrayList<>();
    final Set<RandomGenerator<GradientSample>> functions = new LinkedHashSet<>();
  }

  @Example
  @Tag(Gates.TAG)
  void eachFaultIsNoticed() throws IOException {
    Map<RuleMutant, Places> mutants = mutants();
    List<RuleMutant> survivors = new ArrayList<>();
    mutants.forEach(
        (mutant, places) -> {
          boolean noticed = places.points.stream().anyMatch(point -> isNoticed(mutant, point));
          if (!noticed && (hasReason(mutant) || !isNoticedElsewhere(mutant, places))) {
            survivors.add(mutant);
          }
        });
    printScore(mutants.keySet(), survivors);
    Set<String> rules = new TreeSet<>();
    mutants.keySet().forEach(mutant -> rules.add(mutant.rule().replaceAll(" .*", "")));
    rules.addAll(WITHOUT_RULE.keySet());
    assertThat(rules).containsExactlyElementsOf(primitives());
    Set<String> used = new TreeSet<>();
    for (RuleMutant survivor : survivors) {
      for (String equivalent : EQUIVALENT.keySet()) {
        if (survivor.toString().matches(equivalent)) {
          used.add(equivalent);
        }
      }
    }
    assertThat(survivors)
        .as("survivors that no reason is given for")
        .allMatch(RuleMutationTest::hasReason);
    assertThat(used).as("reasons that are needed").isEqualTo(new TreeSet<>(EQUIVALENT.keySet()));
    assertThat(mutants).hasSizeGreaterThan(1000);
  }

  /** Prints a line for each kind of rule: how many faults, and how many were caught. */
  private static void printScore(Set<RuleMutant> mutants, List<RuleMutant> survivors) {
    Map<String, Integer> planted = new TreeMap<>();
    Map<String, Integer> survived = new TreeMap<>();
    mutants.forEach(mutant -> planted.merge(mutant.kind(), 1, Integer::sum));
    survivors.forEach(mutant -> survived.merge(mutant.kind(), 1, Integer::sum));
    planted.forEach(
        (kind, all) -> {
          int left = survived.getOrDefault(kind, 0);
          System.out.printf(
              "rule mutants, %s: %d of %d caught; %d change no derivative that shows%n",
              kind, all - left, all, left);
        });
    assertThat(planted.keySet())
        .containsExactly("bilinear", "expression differentiator", "hand-written", "linear");
  }

  private static boolean hasReason(RuleMutant mutant) {
    return EQUIVALENT.keySet().stream().anyMatch(mutant.toString()::matches);
  }

  private static boolean isNoticed(RuleMutant mutant, GradientSample point) {
    Depth depth = mutant.mode() == Mode.FORWARD ? Depth.FORWARD : Depth.FIRST;
    Function<List<Tensor>, Tensor> wrong = MutationTrace.planted(point.f(), mutant);
    try {
      return NOTICED.contains(point.at(depth).check(wrong).run().verdict());
    } catch (RuntimeException e) {
      // A rule that fails, as one that solves with the wrong matrix, does not pass any check, nor
      // does a checkpoint whose second run gives other values.
      Throwable cause = Throwables.getRootCause(e);
      if (cause instanceof ArithmeticException || cause instanceof ReplayException) {
        return true;
      }
      throw e;
    }
  }

  /** A few points may all be such that a fault does not show: of one element, say. */
  private boolean isNoticedElsewhere(RuleMutant mutant, Places places) {
    for (RandomGenerator<GradientSample> function : places.functions) {
      for (int i = 0; i < MORE_SAMPLES; i++) {
        GradientSample point = function.next(random).value();
        if (possible(point).contains(mutant) && isNoticed(mutant, point)) {
          return true;
        }
      }
    }
    return false;
  }

  /** All faults that the rules can have at some points, and these points. */
  private Map<RuleMutant, Places> mutants() {
    Map<RuleMutant, Places> mutants = new TreeMap<>();
    for (Arbitrary<GradientSample> samples : entries()) {
      RandomGenerator<GradientSample> function = samples.generator(1000);
      for (int i = 0; i < SAMPLES; i++) {
        GradientSample point = function.next(random).value();
        for (RuleMutant mutant : possible(point)) {
          Places places = mutants.computeIfAbsent(mutant, m -> new Places());
          places.points.add(point);
          places.functions.add(function);
        }
      }
    }
    return mutants;
  }

  private static Set<RuleMutant> possible(GradientSample sample) {
    Set<RuleMutant> possible = new TreeSet<>();
    Function<List<Tensor>, Tensor> f = MutationTrace.surveyed(sample.f(), possible);
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, sample.inputs());
    List<Tensor> gradients = vjp.pullback().apply(Tensor.full(vjp.value().spec(), 1));
    assertThat(gradients).hasSameSizeAs(sample.inputs());
    List<Tensor> tangents = new ArrayList<>();
    for (Tensor input : sample.inputs()) {
      tangents.add(Tensor.full(input.spec(), 1));
    }
    Autodiff.Jvp<Tensor> jvp = Autodiff.jvp(f, sample.inputs(), tangents);
    assertThat(jvp.tangent().spec()).isEqualTo(vjp.value().spec());
    return possible;
  }

  /** The catalogue, and what is in the core only. */
  private static List<Arbitrary<GradientSample>> entries() {
    GradientTable core = new GradientTable();
    core.unary("cast", GradientTable.moderate(), x -> x.to(DType.FLOAT32));
    core.unary(
        "checkpoint",
        GradientTable.moderate(),
        x -> Autodiff.checkpoint(in -> Elementary.exp(in.get(0)), x));
    core.unary(
        "checkpointName",
        GradientTable.moderate(),
        x -> Autodiff.checkpointName(Elementary.exp(x), "exponential"));
    Function<List<Tensor>, Tensor> cube =
        Autodiff.custom(
            "cube",
            in -> in.get(0).pow(3),
            (in, y, d) -> List.of(Elementary.square(in.get(0)).times(3).times(d)));
    core.unary("pow", GradientTable.moderate().between(0.125, 3), x -> x.pow(2.5));
    core.add(
        "maximum",
        GradientTable.fitting(2, d -> new int[][] {{d[0], 1}, {3, d[0], d[1]}}),
        in -> Elementary.maximum(in.get(0), in.get(1).plus(GradientTable.OFF)));
    Arbitrary<List<Tensor>> equal = GradientTable.moderate().map(x -> List.of(x, x));
    core.add("maximum of equals", equal, in -> Elementary.maximum(in.get(0), in.get(1)));
    core.add("minimum of equals", equal, in -> Elementary.minimum(in.get(0), in.get(1)));
    core.add("fmax of equals", equal, in -> NanReductions.fmax(in.get(0), in.get(1)));
    core.add("fmin of equals", equal, in -> NanReductions.fmin(in.get(0), in.get(1)));
    core.add(
        "product of a cotangent",
        GradientTable.fitting(3, d -> new int[][] {{d[0], d[1]}, {d[2], d[1]}}),
        in -> MatMul.linearIn(0, in.get(0), in.get(1), false, true));
    core.add(
        "transposed product of a cotangent",
        GradientTable.fitting(3, d -> new int[][] {{d[1], d[0]}, {d[1], d[2]}}),
        in -> MatMul.linearIn(1, in.get(0), in.get(1), true, false));
    ImmutableIntArray first = ImmutableIntArray.of(0);
    for (double p : new double[] {1, 2, 3}) {
      for (boolean keep : new boolean[] {false, true}) {
        core.unary(
            "power sum " + p + " " + keep,
            GradientTable.moderate().between(0.125, 3),
            x -> {
              Tensor[] parts =
                  new PowerSum(p, first, keep, Range.of(x.dtype()))
                      .applyAll(x.reshape(x.size(), 1));
              return parts[0].reshape(1, 1).plus(parts[1]).plus(parts[2].times(2));
            });
      }
    }
    core.add("cofactors", matrices(1), in -> new Cofactors().apply(in.get(0)));
    core.add("cofactor slope", matrices(2), in -> new CofactorSlope().apply(in.get(0), in.get(1)));
    core.unary("custom", GradientTable.moderate(), x -> cube.apply(List.of(x)));
    List<Arbitrary<GradientSample>> entries =
        new ArrayList<>(GradientPropertiesTest.all().values());
    entries.addAll(core.entries().values());
    return entries;
  }

  private static Arbitrary<List<Tensor>> matrices(int count) {
    int[][] sides = new int[count][];
    return GradientTable.fitting(
        1,
        d -> {
          Arrays.fill(sides, new int[] {d[0] + 2, d[0] + 2});
          return sides.clone();
        });
  }

  /** The classes of this module and of the core that are primitives. */
  private static Set<String> primitives() throws IOException {
    Pattern declaration =
        Pattern.compile(
            "(?<!abstract |sealed )(?:record|class) (\\w+)[^{;]*?implements\\s+"
                + "(?:Primitive|Composite|Root|Linear|Bilinear|PiecewiseConstant)\\b");
    Set<String> names = new TreeSet<>();
    for (String folder :
        List.of("src/main/java/dev/wengert/ops", "../core/src/main/java/dev/wengert")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          Matcher matcher = declaration.matcher(Files.readString(file));
          while (matcher.find()) {
            names.add(matcher.group(1));
          }
        }
      }
    }
    return names;
  }
}
