package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import org.junit.jupiter.api.Test;

class StatisticTest {

  @Test
  void aStatisticBeginsWithItsNumberAndIsMovedByTheStepOnly() {
    Statistic count = Statistic.of(5, 2);
    Layer counter =
        new Layer() {
          @Override
          public void declare(Declarations declarations) {
            declarations.statistic("count", count);
          }

          @Override
          public Tensor forward(Tensor x, Pass pass) {
            pass.update(count, pass.value(count).plus(1));
            return x.times(pass.value(count));
          }
        };
    Model<Layer> model = Model.of(counter, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    assertThat(values.get("count").toDoubleArray()).containsExactly(5, 5);
    Pass pass = model.training(values, Key.of(1));
    counter.forward(Tensor.of(1.0, 1.0), pass);
    counter.forward(Tensor.of(1.0, 1.0), pass);
    assertThat(values.get("count").toDoubleArray()).containsExactly(5, 5);
    assertThat(values.with(pass.updates()).get("count").toDoubleArray()).containsExactly(6, 6);
  }
}
