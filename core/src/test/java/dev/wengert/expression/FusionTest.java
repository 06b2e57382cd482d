package dev.wengert.expression;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exp;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.logical;
import static dev.wengert.expression.Expression.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.expression.Fusion.Part;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** That a fused body has the bits of its parts is tried by running it: {@code FusedLoopTest}. */
class FusionTest {

  private static final LoopBody PRODUCT = LoopBody.of(input(0).times(input(1)), 2);
  private static final LoopBody SUM = LoopBody.of(input(0).plus(input(1)), 2);
  private static final LoopBody IS_LESS = LoopBody.of(input(0).lt(input(1)), 2);
  private static final LoopBody CHOICE = LoopBody.of(select(logical(0), input(1), constant(-1)), 2);

  private static LoopBody fuse(int inputs, int[] results, Part... parts) {
    return Fusion.fuse(
        DType.FLOAT32, inputs, ImmutableList.copyOf(parts), ImmutableIntArray.copyOf(results));
  }

  @Test
  void instructionsGetNewNumbers() {
    LoopBody body = fuse(3, new int[] {3, 4}, Part.of(PRODUCT, 2, 0), Part.of(SUM, 3, 1));
    assertThat(body.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(body.inputs()).containsExactly(Op.Kind.NUMBER, Op.Kind.NUMBER, Op.Kind.NUMBER);
    assertThat(body.instructions())
        .hasToString(
            "[Instruction[op=MUL, operands=[2, 0]], Instruction[op=ADD, operands=[3, 1]]]");
    assertThat(body.results().toArray()).containsExactly(3, 4);
    assertThat(body).hasToString("FLOAT32[y0 = mul(x2, x0), y0, add(y0, x1)]");
  }

  @Test
  void whatIsEqualIsComputedOnceAndWhatNothingTakesNotAtAll() {
    LoopBody twice =
        fuse(
            2,
            new int[] {4},
            Part.of(PRODUCT, 0, 1),
            Part.of(PRODUCT, 0, 1),
            Part.of(SUM, 2, 3),
            Part.of(LoopBody.of(input(0).plus(7), 1), 0));
    assertThat(twice.instructions())
        .extracting(LoopBody.Instruction::op)
        .containsExactly(Op.MUL, Op.ADD);
    assertThat(twice.constants().isEmpty()).isTrue();
  }

  @Test
  void nothingIsSimplifiedAcrossParts() {
    LoopBody zero = LoopBody.of(constant(0), 0);
    LoopBody negated = LoopBody.of(input(0).unaryMinus(), 1);
    LoopBody body =
        fuse(
            1,
            new int[] {4},
            Part.of(negated, 0),
            Part.of(negated, 1),
            Part.of(zero),
            Part.of(SUM, 2, 3));
    assertThat(body.instructions())
        .extracting(LoopBody.Instruction::op)
        .containsExactly(Op.NEG, Op.NEG, Op.ADD);
  }

  @Test
  void functionsAreWrittenOutForTheDType() {
    LoopBody function = LoopBody.of(exp(input(0)), 1);
    LoopBody body = fuse(1, new int[] {1}, Part.of(function, 0));
    assertThat(body.instructions()).isEqualTo(function.expanded(DType.FLOAT32).instructions());
    assertThat(body).isNotEqualTo(function.expanded(DType.FLOAT32)).hasToString("FLOAT32[exp(x0)]");
    assertThat(body.expanded(DType.FLOAT32)).isEqualTo(function.expanded(DType.FLOAT32));
    LoopBody wider =
        Fusion.fuse(
            DType.FLOAT64, 1, ImmutableList.of(Part.of(function, 0)), ImmutableIntArray.of(1));
    assertThat(wider).isNotEqualTo(body);
  }

  @Test
  void aFusedBodyIsFusedAgain() {
    LoopBody inner = fuse(2, new int[] {2, 3}, Part.of(PRODUCT, 0, 1), Part.of(IS_LESS, 0, 1));
    LoopBody body =
        fuse(3, new int[] {6}, Part.of(inner, 1, 2), Part.of(SUM, 0, 3), Part.of(CHOICE, 4, 5));
    assertThat(body.instructions())
        .hasToString(
            "[Instruction[op=MUL, operands=[1, 2]], Instruction[op=LT, operands=[1, 2]],"
                + " Instruction[op=ADD, operands=[0, 4]],"
                + " Instruction[op=SELECT, operands=[5, 6, 3]]]");
    assertThat(body.kind(0)).isEqualTo(Op.Kind.NUMBER);
    assertThat(inner.kind(1)).isEqualTo(Op.Kind.LOGICAL);
  }

  @Test
  void knowsBodiesWithoutNumbers() {
    assertThat(LoopBody.of(Expression.not(logical(0)), 1).isLogical()).isTrue();
    assertThat(IS_LESS.isLogical()).isFalse();
    assertThat(CHOICE.isLogical()).isFalse();
    assertThat(LoopBody.of(constant(2), 0).isLogical()).isFalse();
  }

  @Test
  void printsSharedPartsOnce() {
    Part[] parts = new Part[60];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Part.of(SUM, i, i);
    }
    assertThat(fuse(1, new int[] {60}, parts).toString())
        .hasSizeLessThan(60 * 24)
        .startsWith("FLOAT32[y0 = add(x0, x0), y1 = add(y0, y0), ");
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fuse(2, new int[] {2}, Part.of(SUM, 0)))
        .withMessage(
            "fuse: part 0 has another number of inputs than of operands: 2 and 1; give it one"
                + " operand an input");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fuse(2, new int[] {2}, Part.of(SUM, 0, 2)))
        .withMessage(
            "fuse: part 0 takes a value that is not there before it: 2 of 2; parts come in the"
                + " order in which they compute");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fuse(2, new int[] {3}, Part.of(IS_LESS, 0, 1), Part.of(SUM, 2, 0)))
        .withMessage("fuse: part 1 takes as a NUMBER what is a LOGICAL; convert it first");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fuse(2, new int[] {3}, Part.of(SUM, 0, 1), Part.of(CHOICE, 0, 1)))
        .withMessage(
            "expression: input 0 is used both as a number and as a truth value; select between two"
                + " numbers instead");
    LoopBody wider =
        Fusion.fuse(
            DType.FLOAT64, 2, ImmutableList.of(Part.of(SUM, 0, 1)), ImmutableIntArray.of(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fuse(2, new int[] {2}, Part.of(wider, 0, 1)))
        .withMessage(
            "fuse: part 0 computes in another dtype: FLOAT64, not FLOAT32; end the loop where"
                + " numbers are converted");
  }

  @Test
  void refusesResultsThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fuse(2, new int[] {}, Part.of(SUM, 0, 1)))
        .withMessage("fuse: a loop has 1 to 16 results: 0; cut it into several");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                fuse(
                    2,
                    Collections.nCopies(17, 2).stream().mapToInt(i -> i).toArray(),
                    Part.of(SUM, 0, 1)))
        .withMessage("fuse: a loop has 1 to 16 results: 17; cut it into several");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fuse(2, new int[] {1}, Part.of(SUM, 0, 1)))
        .withMessage(
            "fuse: result 0 is no result of a part: 1, they are 2 to 2; an operand needs no loop");
  }
}
