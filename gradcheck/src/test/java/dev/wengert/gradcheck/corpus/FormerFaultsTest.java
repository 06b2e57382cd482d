package dev.wengert.gradcheck.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.gradcheck.Report;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Draws of the corpus at which the checker once said what it must not: one in hundreds or thousands
 * of draws, which no gate meets by itself.
 */
class FormerFaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          # Passed, since a vague ladder agreed by chance where a step had missed the slope.
          wrong; a sine of amplitude 1.0E-12; 969413521
          wrong; a sine of amplitude 1.0E-13; 4444
          wrong; a sine of amplitude 1.0E-12 with slope 0.3, in one element; 9000
          wrong; a sine of amplitude 1.0E-12 with slope 0.3, in one element; 807672163
          # Was accused, for the same reason.
          right; a sine of period 1.0E-7; 807679163
          right; a sine of amplitude 1.0E-12 with slope 0.03, in one element; 807644163
          right; a sine of amplitude 1.0E-12 with slope 0.03, in one element; 807647163
          # Was said to jump: all steps led beyond the pole.
          wrong; inverse of a matrix 1.0E-8 from singular; 555483562
          # Nothing could be said: the noise of one input's grid was taken for that of all.
          right; softmax offset by 1e6; 932056150
          right; softmax offset by 1e6; 932141150
          right; softmax offset by 1e6; 932874150
          right; softmax offset by 1.0E7, one row of large and small logits; 17444
          # Nothing could be said: an input that hardly weighs stepped over the grid.
          right; softmax offset by 1000.0, one row of large and small logits; 74444
          right; softmax offset by 1000.0, one row of large and small logits; 205444
          right; softmax offset by 1000.0, one row of large and small logits; 339444
          # Nothing could be said: equal steps over a grid were rounded alike.
          right; softmax offset by 1.0E7, one row of large and small logits; 338444
          right; softmax offset by 1.0E7, one row of large and small logits; 1141444
          right; softmax offset by 1.0E7, one row of large and small logits; 1804444
          # Nothing could be said: equal steps were rounded alike, and showed no noise.
          right; sin(1e4 x); 508175227
          right; sin(1e4 x); 508183227
          right; sin(1e4 x); 508232227
          # A step missed a slope of 1e-28 by 1e-35, which any tolerance allows.
          right; softmax of one-hot certainty; 508178227
          # Bends over far samples were taken for noise.
          right; float32 mean square; 28077
          # Kinks between the steps that FLOAT32 tells apart looked like another slope, or like none.
          right; float32 relu network with a unit at 1.0E-4; 508412227
          right; float32 relu network with a unit at 1.0E-4; 508372227
          right; float32 relu network with a unit at 0.001; 508323227
          right; float32 relu network with a unit at 0.001; 508183227
          # Nothing could be said: what the step changed was taken for kinks.
          wrong; float32 tanh, off by 0.01; 3444
          # Nothing could be said: a bend along one input was taken for the noise of a grid along others.
          wrong; a Cholesky factor, 1.0E-6 from the edge; 800042000
          wrong; a Cholesky factor, 1.0E-10 from the edge; 800111000
          wrong; a Cholesky factor, 1.0E-10 from the edge; 800250000
          # Was accused: two rungs agreed by chance, and those below missed what they agreed on.
          right; float32 relu network with a unit at 1.0E-4; 977145728
          right; float32 relu network with a unit at 1.0E-4; 977335728
          right; float32 relu network with a unit at 0.001; 977469728
          # Passed, for the same reason.
          wrong; logarithm of what a probability of logit 9.0 leaves, beside another; 947458943
          wrong; logarithm of what a probability of logit 9.0 leaves, beside another; 948027943
          # Was accused: the bound of an inverse's rounding was that of smaller cotangents.
          right; solve with a Hilbert matrix of order 12 by b; 971955261
          # Was accused: a jump of a staircase right next to the point looked like movement.
          right; stairs of width 0.001; 954221009
          right; stairs of width 0.001; 955926009
          right; values, signs and floors, off by 0.001; 954221009
          # A convention lay between the derivatives nearby, and beyond both sides of the kink.
          right; a row of zeros before thirty relus and another layer, off by 0.01; 956155048
          # Was accused: one side of a kink is met to a share of what lies between both.
          right; kinks with other conventions in one sum; 966967689
          # Passed: a wave at twice the distance of samples was taken for a staircase.
          wrong; a sine of amplitude 1.0E-12 with slope 0.03, in one element; 959541261
          wrong; a sine of amplitude 1.0E-12 with slope 0.03, in one element; 900031000
          # Were said to grow without bound: kinks nearby change a slope less and less.
          right; float32 relu network with a unit at 1.0E-4; 959545261
          right; float32 relu network with a unit at 1.0E-4; 978395728
          # Was accused: few roundings lay between its steps and those of the smallest that tell.
          right; float32 relu network with a unit at 1.0E-4; 902135883
          # Was called empty: what climbs and stands still far away was taken for a staircase.
          wrong; maximum of two arguments that tie, their sum; 991518410
          right; maximum of two arguments that tie, their sum; 991518410
          # Nothing was said: stairs are uneven, and few samples tell little of FLOAT32 on the way.
          right; a FLOAT32 layer between FLOAT64 ones; 901834110
          right; a FLOAT32 layer between FLOAT64 ones; 901853110
          right; a FLOAT32 layer between FLOAT64 ones; 902232110
          # Passed: a vague ladder over small steps overruled a precise one.
          wrong; logarithm of what a probability of logit 9.0 leaves, beside another; 996694025
          # Nothing was said: the bend of a wave had not settled; a wave has almost no slope.
          right; a sine of period 0.037037037037037035, in 1,100 elements along directions; 907491495
          right; a sine of period 1/512 with slope 1.0E-6; 925214965
          """)
  void isJudgedRightly(String kind, String name, long seed) {
    Case one =
        Stream.concat(Mutants.all().stream(), CorrectFunctions.all().stream())
            .filter(each -> each.name().equals(name) && each.isMutant() == kind.equals("wrong"))
            .findFirst()
            .orElseThrow();
    Report report = one.problem().apply(seed).check(seed).run();
    assertThat(one.expected()).as(report.toString()).contains(report.verdict());
  }
}
