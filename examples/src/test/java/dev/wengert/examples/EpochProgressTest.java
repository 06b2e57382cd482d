package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Losses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochProgressTest {

  /** Steps that are done, as a display takes them. */
  private record Steps(List<Long> taken) implements TaskProgress {

    @Override
    public void done(long steps) {
      taken.add(steps);
    }

    @Override
    public void close() {}
  }

  @Test
  void anEpochIsDoneWhenItHasEnded() {
    Steps steps = new Steps(new ArrayList<>());
    Model<Dense> model = Model.of(Dense.of(1, 1));
    Trainer<Dense> trainer =
        Trainer.of(
                model,
                (net, batch, pass) -> Losses.mseLoss(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, GradientDescent.of(0.1)))
            .listener(new EpochProgress(steps))
            .build();
    Tensor x = Tensor.of(new float[][] {{1}, {2}});
    trainer.train(DataSet.of(x, x), Batching.of(1), Limit.epochs(3), trainer.start(Key.of(1)));
    assertThat(steps.taken()).containsExactly(1L, 2L, 3L);
  }
}
