package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.program.StateProgram;
import dev.wengert.program.Transition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A compiled step of a chain walks through parameter, gradient and state once. */
class OneLoopTest {

  private static final String WIDE = "FLOAT32[200, 300]";

  static Stream<Arguments> chains() {
    AdamW adamW = AdamW.of(0.1, 0.1);
    return Stream.of(
        Arguments.of("gradient descent", GradientDescent.of(0.1)),
        Arguments.of("Nesterov", Nesterov.of(0.1)),
        Arguments.of("AdamW", adamW),
        Arguments.of("Lion", Lion.of(0.1, 0.1)),
        Arguments.of("Adamax", chain(Moments.scaleByAdamax(0.9, 0.999, 1e-8))),
        Arguments.of("RAdam", chain(Moments.scaleByRadam(0.9, 0.999, 1e-8))),
        Arguments.of("two means", chain(Moments.ema(0.9), Moments.trace(0.9))),
        Arguments.of("average", Chain.of(adamW, Transformations.averageParameters(0.9))),
        Arguments.of("lookahead", Chain.of(adamW, Transformations.lookahead(5, 0.5))),
        Arguments.of("applyEvery", Chain.of(adamW, Transformations.applyEvery(3))),
        Arguments.of("multiSteps", Wrappers.multiSteps(3, adamW)),
        Arguments.of("schedule-free", Wrappers.scheduleFree(adamW, 0.9)));
  }

  private static Chain chain(GradientTransformation<?>... links) {
    return Chain.of(Chain.of(links), Transformations.scaleByLearningRate(0.1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void aStepIsOneLoop(String name, GradientTransformation<?> rule) {
    Model<Dense> model = Model.of(Dense.of(300, 200));
    Values values = model.initialize(Key.of(1));
    Optimizer optimizer =
        Optimizer.of(model, rule, ParameterGroup.ofRoles(Parameter.Role.BIAS).frozen());
    Optimizer.State state = optimizer.start(values);
    Transition<List<Values>> step =
        (parts, inputs) -> {
          Optimizer.Result next =
              optimizer.step(
                  values.with(parts.get(0)),
                  new Values(ImmutableMap.of("weight", inputs.get(0))),
                  new Optimizer.State(0, 1, parts.get(1)),
                  inputs.subList(1, inputs.size()));
          return new Transition.Next<>(
              List.of(next.values().only(optimizer.trainable()), next.state().slots()), List.of());
        };
    ImmutableList.Builder<Spec> inputs = ImmutableList.builder();
    inputs.add(values.get("weight").spec());
    inputs.addAll(optimizer.scalars(state).stream().map(Tensor::spec).iterator());
    String program =
        StateProgram.of(
                step,
                List.of(values.only(optimizer.trainable()), state.slots()),
                inputs.build().toArray(Spec[]::new))
            .toString();
    // What is computed of wide operands, or has a wide result.
    List<String> wide =
        program
            .lines()
            .filter(line -> line.contains(WIDE))
            .filter(line -> !line.contains("= state") && !line.contains("= input"))
            .toList();
    assertThat(wide).as("%s:\n%s", name, program).hasSize(1);
  }
}
