package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.assertLawful;
import static dev.wengert.ops.Derivatives.random;
import static dev.wengert.ops.LinearAlgebra.einsum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import org.junit.jupiter.api.Test;

/** Against the sum that the equation says, letter by letter, and against other functions. */
class EinsumTest {

  /** Sums over every value of every letter: no ellipsis, one letter an axis. */
  private static Tensor naive(String equation, Tensor... operands) {
    String[] sides = equation.split("->", -1);
    String[] names = sides[0].split(",", -1);
    String letters =
        equation
            .replaceAll("[^a-z]", "")
            .chars()
            .distinct()
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    int[] size = new int[128];
    for (int i = 0; i < names.length; i++) {
      for (int axis = 0; axis < names[i].length(); axis++) {
        size[names[i].charAt(axis)] = operands[i].shape().side(axis);
      }
    }
    int[] result = sides[1].chars().map(letter -> size[letter]).toArray();
    double[] sums = new double[Shape.of(result).size()];
    int total = 1;
    for (int i = 0; i < letters.length(); i++) {
      total *= size[letters.charAt(i)];
    }
    int[] value = new int[128];
    for (int n = 0; n < total; n++) {
      int rest = n;
      for (int i = 0; i < letters.length(); i++) {
        value[letters.charAt(i)] = rest % size[letters.charAt(i)];
        rest /= size[letters.charAt(i)];
      }
      double product = 1;
      for (int i = 0; i < names.length; i++) {
        int[] at = names[i].chars().map(letter -> value[letter]).toArray();
        product *= operands[i].get(at).item();
      }
      int at = 0;
      for (int axis = 0; axis < result.length; axis++) {
        at = at * result[axis] + value[sides[1].charAt(axis)];
      }
      sums[at] += product;
    }
    return Tensor.wrap(sums, result);
  }

  private static void assertSums(String equation, Tensor... operands) {
    assertClose(einsum(equation, operands), 1e-13, naive(equation, operands));
    assertLawful(in -> einsum(equation, in.toArray(new Tensor[0])), operands);
  }

  @Test
  void sumsWhatTheEquationSays() {
    Tensor ij = random(1, 3, 4);
    Tensor jk = random(2, 4, 5);
    Tensor bij = random(3, 2, 3, 4);
    Tensor square = random(4, 3, 3);
    assertSums("ij->", ij);
    assertSums("ij->j", ij);
    assertSums("ij->ji", ij);
    assertSums("ii->", square);
    assertSums("ii->i", square);
    assertSums("iij->ij", random(5, 3, 3, 2));
    assertSums("iji->j", random(5, 3, 2, 3));
    assertSums("iii->i", random(6, 2, 2, 2));
    assertSums("ij,jk->ki", ij, jk);
    assertSums("ij,kj->ik", ij, random(7, 2, 4));
    assertSums("ji,jk->ik", ij, random(7, 3, 2));
    assertSums("i,j->ij", random(8, 3), random(9, 2));
    assertSums("i,j->ji", random(8, 3), random(9, 2));
    assertSums("ij,ij->ij", ij, random(10, 3, 4));
    assertSums("ij,j->i", ij, random(11, 4));
    assertSums("ij,kl->", ij, random(12, 2, 2));
    assertSums("bij,bkj->bik", bij, random(13, 2, 5, 4));
    assertSums("bij,ibk->jkb", bij, random(14, 3, 2, 2));
    assertSums("ij,jk,kl->il", ij, jk, random(15, 5, 2));
    assertSums("ij,ik,il->jkl", random(16, 3, 2), random(17, 3, 2), random(18, 3, 2));
    assertSums("ij,jk,ki->", ij, jk, random(19, 5, 3));
    assertSums("ii,ij->j", square, ij);
    assertSums(
        "abc,cd,de,ea->b",
        random(20, 2, 3, 2),
        random(21, 2, 2),
        random(22, 2, 3),
        random(23, 3, 2));
    assertSums(",i->i", random(24), random(25, 3));
    assertSums("ij,jk->ik", random(26, 0, 4), jk);
    assertSums("ij,jk->ik", random(26, 3, 0), random(27, 0, 2));
  }

  @Test
  void ellipsesBroadcast() {
    Tensor a = random(1, 2, 1, 3, 4);
    Tensor b = random(2, 5, 4, 2);
    assertClose(einsum("...ij,...jk->...ik", a, b), 1e-14, a.matmul(b));
    assertClose(einsum("...ij->...ji", a), 0, a.transpose());
    assertClose(einsum("i...->...", a), 1e-14, Reductions.sum(a, 0));
    assertClose(einsum("...,...->...", a, b.get(0, 0, 0)), 0, a.times(b.get(0, 0, 0)));
    assertClose(
        einsum("...ii->...i", random(3, 2, 3, 3)), 0, LinearAlgebra.diagonal(random(3, 2, 3, 3)));
    assertLawful(in -> einsum("...ij,...jk->...ik", in.get(0), in.get(1)), a, b);
    assertThat(einsum("ij...,...->j...", random(4, 2, 3, 2), random(5, 2)).shape())
        .isEqualTo(Shape.of(3, 2));
  }

  @Test
  void withoutArrowTheResultHasTheLettersThatOccurOnce() {
    Tensor a = random(1, 3, 4);
    Tensor b = random(2, 4, 2);
    assertClose(einsum("ij,jk", a, b), 0, einsum("ij,jk->ik", a, b));
    assertClose(einsum("ba", a), 0, a.transpose());
    assertClose(einsum("ii", random(3, 3, 3)), 0, einsum("ii->", random(3, 3, 3)));
    assertClose(einsum(" i j , j k -> i k ", a, b), 0, einsum("ij,jk->ik", a, b));
    assertClose(einsum("...b,bc", random(4, 2, 3, 4), b), 0, random(4, 2, 3, 4).matmul(b));
  }

  /** From the left this would make [200, 200] first; from the right it makes vectors only. */
  @Test
  void contractsTheSmallestProductFirst() {
    Tape tape = new Tape();
    Tensor a = tape.watch(Tensor.ones(DType.FLOAT64, 200, 2));
    Tensor result =
        einsum(
            "ij,jk,k->i", a, Tensor.ones(DType.FLOAT64, 2, 200), Tensor.ones(DType.FLOAT64, 200));
    assertThat(result.get(0).item()).isEqualTo(400);
    assertThat(tape.steps().stream().flatMap(step -> step.outputs().stream()))
        .allSatisfy(spec -> assertThat(spec.shape().size()).isLessThanOrEqualTo(400));
  }

  /** A batched matrix product moves no axis, forward or backward. */
  @Test
  void aBatchedProductCopiesNoTranspose() {
    Tape tape = new Tape();
    Tensor a = tape.watch(random(1, 2, 3, 4));
    Tensor b = tape.watch(random(2, 2, 4, 5));
    assertThat(einsum("bij,bjk->bik", a, b).shape()).isEqualTo(Shape.of(2, 3, 5));
    assertThat(einsum("bij,bkj->bik", a, a).shape()).isEqualTo(Shape.of(2, 3, 3));
    assertThat(tape.toString()).contains("matmul").doesNotContain("transpose[");
  }

  /** Whole numbers are added up exactly, beyond what a float can hold too. */
  @Test
  void takesWholeNumbers() {
    Tensor a = Creation.arange(24).reshape(2, 3, 4).minus(7);
    Tensor b = Creation.arange(40).reshape(2, 4, 5).minus(11);
    for (String equation :
        new String[] {
          "bij,bjk->bik", "bij,bjk->ki", "bij,cjk->", "bij,bij->bij", "bij,cik->bc", "bij->i"
        }) {
      Tensor[] operands =
          equation.indexOf(',') < 0
              ? new Tensor[] {a}
              : new Tensor[] {a, equation.contains(",bij") ? a : equation.contains("cik") ? a : b};
      Tensor result = einsum(equation, operands);
      assertThat(result.dtype()).isEqualTo(DType.INT32);
      Tensor[] wide =
          java.util.Arrays.stream(operands).map(x -> x.to(DType.FLOAT64)).toArray(Tensor[]::new);
      assertClose(result.to(DType.FLOAT64), 0, naive(equation, wide));
    }
    Tensor large = Tensor.of(1 << 24, 1);
    assertThat(einsum("i,i->", large, Tensor.of(1, 1)).item()).isEqualTo((1 << 24) + 1);
    assertThat(
            einsum(
                    "ij,jk,k->i",
                    Tensor.of(new int[][] {{1, 2}}),
                    Tensor.of(new int[][] {{3}, {4}}),
                    Tensor.of(5))
                .toIntArray())
        .containsExactly(55);
  }
}
