package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.CustomRule;
import dev.wengert.Elementwise;
import dev.wengert.PushforwardRule;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Checks of functions of structures, of rules of one's own above all. */
class StructuredCheckTest {

  private static final Elementwise EXP = Elementwise.of("exp", x -> Expression.exp(x));

  /** Two tensors and positions, which have no derivative. */
  record Point(Tensor x, Tensor y, Tensor rows) {}

  record Values(Tensor product, List<Tensor> more) {}

  private static final Point AT =
      new Point(Tensor.of(0.5, -1.25, 2), Tensor.of(1.5, 0.25, -0.75), Tensor.of(2, 0));

  /** What a rule computes: products, and exponentials of some of them. */
  private static Values values(Point p) {
    Tensor product = p.x().times(p.y());
    return new Values(product, List.of(EXP.apply(p.y())));
  }

  /**
   * A rule that keeps x, y and e^y.
   *
   * @param detaches whether the pullback takes what it kept for constants
   * @param factor what the derivative of the exponential is multiplied with
   */
  record Rule(boolean detaches, double factor) implements CustomRule<Point, Values, Point> {

    @Override
    public String name() {
      return "rule";
    }

    @Override
    public Forward<Values, Point> forward(Point p) {
      Values values = values(p);
      return new Forward<>(values, new Point(p.x(), p.y(), values.more().get(0)));
    }

    @Override
    public Point pullback(Point kept, Values d) {
      Tensor x = detaches ? Autodiff.stopGradient(kept.x()) : kept.x();
      Tensor exponential = detaches ? Autodiff.stopGradient(kept.rows()) : kept.rows();
      Tensor ofY = d.product().times(x).plus(d.more().get(0).times(exponential).times(factor));
      return new Point(d.product().times(kept.y()), ofY, AT.rows());
    }
  }

  private static Report checked(Function<Point, Values> rule) {
    return GradCheck.structured(rule, AT).order(2).forwardMode().run();
  }

  @Test
  void aRightRulePassesToSecondOrderInBothModes() {
    Report report = checked(Autodiff.custom(new Rule(false, 1)));
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    for (Aspect aspect : List.of(Aspect.SECOND_ORDER, Aspect.FORWARD_MODE)) {
      assertThat(report.finding(aspect, "x").verdict()).isEqualTo(Verdict.PASS);
      assertThat(report.finding(aspect, "y").verdict()).isEqualTo(Verdict.PASS);
    }
  }

  @Test
  void aRuleFromItsPushforwardPassesToSecondOrder() {
    PushforwardRule<List<Tensor>, Tensor> power =
        new PushforwardRule<>() {
          @Override
          public String name() {
            return "product of exponentials";
          }

          @Override
          public Tensor forward(List<Tensor> in) {
            return in.get(0).times(EXP.apply(in.get(1)));
          }

          @Override
          public Tensor pushforward(List<Tensor> in, List<Tensor> along) {
            Tensor e = EXP.apply(in.get(1));
            return along.get(0).times(e).plus(in.get(0).times(e).times(along.get(1)));
          }
        };
    GradCheck.structured(Autodiff.custom(power), List.of(AT.x(), AT.y()))
        .order(2)
        .forwardMode()
        .run()
        .assertCorrect();
  }

  /** x^2, by a pushforward of one's own. */
  private static Report square(BinaryOperator<Tensor> pushforward) {
    PushforwardRule<Tensor, Tensor> square =
        new PushforwardRule<>() {
          @Override
          public String name() {
            return "square";
          }

          @Override
          public Tensor forward(Tensor x) {
            return x.times(x);
          }

          @Override
          public Tensor pushforward(Tensor x, Tensor tangent) {
            return pushforward.apply(x, tangent);
          }
        };
    return GradCheck.structured(Autodiff.custom(square), AT.x()).forwardMode().run();
  }

  @Test
  void aPushforwardThatIsNotLinearIsWrong() {
    assertThat(square((x, t) -> x.times(t).times(2)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(square((x, t) -> t.times(t)).verdict()).isEqualTo(Verdict.WRONG);
    Report right = square((x, t) -> x.times(t).times(2).plus(t.times(t)));
    assertThat(right.finding(Aspect.FORWARD_MODE, "x").verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void aWrongRuleIsNamedByTheWayToTheTensor() {
    Report report = checked(Autodiff.custom(new Rule(false, 1.001)));
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.toString()).contains("d out / d y").contains("more.0[");
  }

  /** First derivatives are right; what the residuals depend on is cut off. */
  @Test
  void aRuleThatCutsOffItsResidualsIsWrongToSecondOrder() {
    Function<Point, Values> rule = Autodiff.custom(new Rule(true, 1));
    assertThat(GradCheck.structured(rule, AT).run().verdict()).isEqualTo(Verdict.PASS);
    Report report = checked(rule);
    assertThat(report.finding(Aspect.SECOND_ORDER, "y").verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void namesWhatStandsByItself() {
    Report report = GradCheck.structured((Tensor x) -> x.times(x), AT.x()).run();
    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.toString()).contains("d out / d x");
    assertThatThrownBy(() -> GradCheck.structured((Point p) -> List.of(p.x(), p.rows()), AT).run())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("the output 1 has no derivative: it is INT32[2]; leave it out");
  }
}
