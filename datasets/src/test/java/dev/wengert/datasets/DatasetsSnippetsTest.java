package dev.wengert.datasets;

import static dev.wengert.ops.Losses.crossEntropy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.nn.Model;
import dev.wengert.nn.architecture.Mlp;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.Splits;
import dev.wengert.nn.data.table.Table;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in javadoc. */
class DatasetsSnippetsTest {

  @TempDir Path temporary;

  @Test
  void irisIsLearned() {
    // @start region="sets"
    Table table = Iris.table(); // 150 rows, columns by name
    Card card = Iris.card(); // source, licence, whom to name

    List<Examples> parts = Splits.stratified(Iris.examples(), Key.of(1), 0.7, 0.3);
    Model<Mlp> model = Model.of(Mlp.of(4, 16, 3));
    Trainer<Mlp> trainer =
        Trainer.of(
                model,
                (net, batch, pass) -> crossEntropy(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, AdamW.of(0.01, 1e-3)))
            .build();
    Outcome outcome =
        trainer.train(parts.get(0), Batching.of(16), Limit.epochs(40), trainer.start(Key.of(2)));
    // @end region="sets"
    assertThat(table.rows()).isEqualTo(150);
    assertThat(card.name()).isEqualTo("iris");
    assertThat(Accuracy.of(model, outcome.state().values(), parts.get(1))).isGreaterThan(0.93);
  }

  @Test
  void filesAreReadOnceTheyAreThere() throws IOException {
    Path folder = temporary;
    assertThatThrownBy(
            () -> {
              // @start region="files"
              ImageFiles fashion = ImageFiles.fashionMnist();
              List<String> missing = fashion.missing(folder); // [] when all four are there
              fashion.verify(folder); // optional: are they the published ones?
              Examples training = fashion.training(folder); // x [60000, 1, 28, 28], y [60000]
              String first = fashion.classes().get(training.y().toIntArray()[0]); // "Ankle boot"
              // @end region="files"
              assertThat(missing).isEmpty();
              assertThat(first).isEmpty();
            })
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageStartingWith("fashionMnist: " + folder + " lacks train-images-idx3-ubyte");
  }
}
