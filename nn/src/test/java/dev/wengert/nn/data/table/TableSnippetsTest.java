package dev.wengert.nn.data.table;

import static dev.wengert.ops.Losses.binaryCrossEntropyWithLogits;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.nn.Model;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the javadoc of this package shows. */
class TableSnippetsTest {

  @TempDir Path folder;

  /** Who is young and pays much churns, one in ten of the others does too. */
  private Path customers() throws IOException {
    Random random = new Random(20261129);
    StringBuilder text = new StringBuilder("id,age,plan,fee,since,churned\n");
    for (int i = 0; i < 2000; i++) {
      int age = 18 + random.nextInt(60);
      double fee = 5 + 50 * random.nextDouble();
      boolean isChurned = (age < 40 && fee > 30) || random.nextInt(10) == 0;
      text.append(i).append(',').append(random.nextInt(20) == 0 ? "" : age).append(',');
      text.append(List.of("basic", "plus", "pro").get(random.nextInt(3))).append(',');
      text.append(String.format(Locale.ROOT, "%.2f", fee)).append(',');
      text.append("20").append(10 + random.nextInt(10)).append("-05-").append(10 + i % 20);
      text.append(',').append(isChurned ? "yes" : "no").append('\n');
    }
    return Files.writeString(folder.resolve("customers.csv"), text);
  }

  @Test
  void fromAFileToAPrediction() throws IOException {
    Path csv = customers();
    Path file = folder.resolve("churn.safetensors");
    // @start region="table"
    List<Table> parts = Table.csv(csv).stratified("churned", Key.of(1), 0.8, 0.2);
    Features features = Recipe.predicting("churned").leavingOut("id").fit(parts.get(0));
    Examples training = features.examples(parts.get(0));
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(features.width(), 32), Activation.relu(), Dense.of(32, 1)));
    Trainer<Sequential> trainer =
        Trainer.of(
                model,
                (net, batch, pass) ->
                    binaryCrossEntropyWithLogits(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, AdamW.of(3e-3, 1e-4)))
            .build();
    Outcome outcome =
        trainer.train(training, Batching.of(64), Limit.epochs(8), trainer.start(Key.of(2)));
    TablePredictor predictor = TablePredictor.of(features, model, outcome.state().values());
    predictor.write(file);
    double risk = predictor.ofCsv("2001,25,pro,49.90,2019-05-11").probability();
    // @end region="table"
    assertThat(risk).isGreaterThan(0.7);
    assertThat(predictor.ofCsv("2002,60,pro,9.90,2019-05-11").probability()).isLessThan(0.4);
    List<Prediction> held = predictor.of(parts.get(1));
    int right = 0;
    for (int i = 0; i < held.size(); i++) {
      right += held.get(i).label().equals(parts.get(1).column("churned").text(i)) ? 1 : 0;
    }
    // Nine in ten of those who need not are foretold right, at best.
    assertThat(right).isGreaterThan((int) (0.8 * held.size()));
    serving(file);
  }

  /** A customer as a service has it. */
  record Customer(int age, String plan, double fee, LocalDate since) {}

  private void serving(Path file) throws IOException {
    // @start region="predictor"
    TablePredictor predictor =
        TablePredictor.read(
            file,
            features ->
                Model.of(
                    Sequential.of(
                        Dense.of(features.width(), 32), Activation.relu(), Dense.of(32, 1))));
    Prediction prediction =
        predictor.of(ImmutableMap.of("age", 25, "plan", "pro", "fee", 49.9, "since", "2019-05-11"));
    double risk = prediction.probability();
    String label = prediction.label();
    // @end region="predictor"
    assertThat(label).isEqualTo("true");
    Customer customer = new Customer(25, "pro", 49.9, LocalDate.of(2019, 5, 11));
    assertThat(predictor.of(customer).probability()).isEqualTo(risk);
    assertThat(predictor.ofCsv("2001,25,pro,49.90,2019-05-11").probability()).isEqualTo(risk);
    assertThat(predictor.ofCsv("2001,25,pro,49.90,2019-05-11,no").probability()).isEqualTo(risk);
  }

  @Test
  void whatTheReaderIsTold() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("kunden.csv"), "plz;umsatz;seit\n01067;1.234,50;31/01/2024\n-;7,5;-\n");
    // @start region="reader"
    Table table =
        Table.reader()
            .categories("plz") // digits, and no number
            .decimal(',') // 1.234,50
            .date("seit", "dd/MM/yyyy")
            .missing("-")
            .csv(csv);
    // @end region="reader"
    assertThat(table.column("plz").text(0)).isEqualTo("01067");
    assertThat(table.column("umsatz").number(0)).isEqualTo(1234.5);
    assertThat(table.column("umsatz").number(1)).isEqualTo(7.5);
    assertThat(table.column("seit").text(0)).isEqualTo("2024-01-31");
    assertThat(table.column("plz").isMissing(1)).isTrue();
    assertThat(table.column("seit").isMissing(1)).isTrue();
  }

  @Test
  void whatARecipeIsTold() {
    Table training =
        Table.of(
            ImmutableMap.of(
                "id", Column.numbers(1, 2, 3, 4),
                "income", Column.numbers(100, 1e6, Double.NaN, 5000),
                "city", Column.categories("Bonn", "Bonn", "Köln", "Ulm"),
                "price", Column.numbers(1, 2, 3, 4)));
    // @start region="recipe"
    Features features =
        Recipe.predicting("price")
            .leavingOut("id")
            .scaling(Scaling.LOG, "income")
            .imputing(Imputation.MEAN, "income")
            .joiningRare(2)
            .embedding("city")
            .fit(training);
    // @end region="recipe"
    assertThat(features.names()).containsExactly("income", "income.missing", "city");
    // Unseen, missing, Bonn, and the rare ones together.
    assertThat(features.codes()).containsExactly(java.util.Map.entry("city", 4));
  }
}
