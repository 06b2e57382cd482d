package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.Safetensors;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablePredictorTest {

  @TempDir Path folder;

  private static final String TEXT =
      """
      id;age;zip;active;since;city;price;kind
      1;30,5;01067;yes;31/01/2024 10:00;Bonn;1.000,5;b
      2;?;7;no;01/02/2024 12:30;Ulm;2;a
      3;20;7;?;;?;3;c
      4;40;01067;yes;03/02/2024 00:00;Bonn;4;a
      """;

  private static Table table() throws IOException {
    return Table.reader()
        .categories("zip")
        .decimal(',')
        .missing("?")
        .zone(ZoneId.of("Europe/Berlin"))
        .date("since", "dd/MM/yyyy HH:mm")
        .csv(TEXT);
  }

  private static Recipe recipe(String target) {
    return Recipe.predicting(target)
        .leavingOut("id")
        .scaling(Scaling.LOG, "age")
        .embedding("zip")
        .joiningRare(2, "city");
  }

  private static Model<Sequential> model(Features features) {
    EmbeddedColumns embedded = EmbeddedColumns.of(features);
    return Model.of(
        Sequential.of(
            embedded,
            Dense.of(embedded.width(), 5),
            BatchNorm.of(5),
            Activation.tanh(),
            Dense.of(5, features.outputs())));
  }

  private static TablePredictor predictor(String target) throws IOException {
    Features features = recipe(target).fit(table());
    Model<Sequential> model = model(features);
    return TablePredictor.of(features, model, model.initialize(Key.of(7)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"price", "kind"})
  void aFileHoldsEverything(String target) throws IOException {
    TablePredictor predictor = predictor(target);
    Path file = folder.resolve("model.safetensors");
    predictor.write(file);
    TablePredictor read = TablePredictor.read(file, TablePredictorTest::model);
    Tensor expected = predictor.outputs(table());
    assertThat(read.outputs(table()).toDoubleArray()).isEqualTo(expected.toDoubleArray());
    assertThat(read.features().names()).isEqualTo(predictor.features().names());
    assertThat(read.features()).hasToString(predictor.features().toString());
    assertThat(FeaturesJson.write(read.features()))
        .isEqualTo(FeaturesJson.write(predictor.features()));
    // The parameters have the names that they have in any other file.
    assertThat(Safetensors.read(file).tensors().keySet()).contains("0.column0.weight", "1.weight");
    Table later =
        read.features()
            .reader()
            .csv(
                """
                since;zip;age;city;active;price;kind
                03/02/2024 00:00;01067;40;Bonn;yes;4;a
                """);
    assertThat(read.outputs(later).toDoubleArray())
        .isEqualTo(predictor.outputs(table().take(3)).toDoubleArray());
  }

  /** A row of {@link #TEXT}. */
  record Row(double age, String zip, boolean active, LocalDateTime since, String city, Kind kind) {}

  /** Kinds of things. */
  enum Kind {
    a
  }

  @Test
  void aRowMayBeAMapARecordOrALine() throws IOException {
    TablePredictor predictor = predictor("price");
    List<Prediction> all = predictor.of(table());
    LocalDateTime midnight = LocalDateTime.of(2024, 2, 3, 0, 0);
    Map<String, Object> row =
        new HashMap<>(
            Map.of(
                "age",
                40,
                "zip",
                "01067",
                "active",
                true,
                "since",
                midnight,
                "city",
                "Bonn",
                "kind",
                "a",
                "unknown",
                new Object()));
    double expected = all.get(3).number();
    assertThat(predictor.of(row).number()).isEqualTo(expected);
    for (Object same :
        List.of(
            LocalDate.of(2024, 2, 3),
            "03/02/2024 00:00",
            Instant.parse("2024-02-02T23:00:00Z"),
            OffsetDateTime.parse("2024-02-03T01:00+02:00"),
            midnight.atZone(ZoneId.of("Europe/Berlin")),
            java.sql.Timestamp.valueOf(midnight))) {
      row.put("since", same);
      if (same instanceof java.sql.Timestamp) {
        // Told in the words of SQL, which are not of the pattern that was given.
        assertThatThrownBy(() -> predictor.of(row)).hasMessageContaining("2024-02-03 00:00:00.0");
      } else {
        assertThat(predictor.of(row).number()).as(same.toString()).isEqualTo(expected);
      }
    }
    row.put("since", midnight);
    row.put("age", "40,0");
    row.put("active", "Yes");
    assertThat(predictor.of(row).number()).isEqualTo(expected);
    Row asRecord = new Row(40, "01067", true, midnight, "Bonn", Kind.a);
    assertThat(predictor.of(asRecord).number()).isEqualTo(expected);
    String line = "4;40;01067;yes;03/02/2024 00:00;Bonn;";
    assertThat(predictor.ofCsv(line + "a").number()).isEqualTo(expected);
    assertThat(predictor.ofCsv(line + "77;a").number()).isEqualTo(expected);
    // What is missing, in each way.
    Map<String, Object> missing = new HashMap<>();
    for (String column : List.of("age", "zip", "active", "since", "city", "kind")) {
      missing.put(column, null);
    }
    missing.putAll(Map.of("age", 20, "zip", 7, "kind", "c"));
    assertThat(predictor.of(missing).number()).isEqualTo(all.get(2).number());
    missing.putAll(Map.of("active", "?", "since", "", "city", "NA"));
    assertThat(predictor.of(missing).number()).isEqualTo(all.get(2).number());
  }

  @Test
  void aRowThatCannotBeReadIsRefused() throws IOException {
    TablePredictor predictor = predictor("price");
    assertThatThrownBy(() -> predictor.of(Map.of("Age", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "predictor: the row has no \"age\", it has Age; give it, or null where it is missing");
    Map<String, Object> row = new HashMap<>();
    for (String column : List.of("age", "zip", "active", "since", "city", "kind")) {
      row.put(column, null);
    }
    row.put("age", "forty");
    assertThatThrownBy(() -> predictor.of(row))
        .hasMessage(
            "predictor: row 1, column \"age\": \"forty\" is not a finite number; mend it, or say"
                + " missing(\"forty\")");
    row.put("age", Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> predictor.of(row))
        .hasMessageStartingWith(
            "predictor: row 1, column \"age\": Infinity is not a finite number");
    row.put("age", 1);
    row.put("active", 7);
    assertThatThrownBy(() -> predictor.of(row))
        .hasMessageStartingWith("predictor: row 1, column \"active\": \"7\" is not true or false");
    row.put("active", 1);
    row.put("since", 20240203);
    assertThatThrownBy(() -> predictor.of(row))
        .hasMessageStartingWith("predictor: row 1, column \"since\": \"20240203\" is not a date");
    assertThatThrownBy(() -> predictor.ofCsv("1;2"))
        .hasMessage(
            "predictor: the line has 2 cells; give 7: id, age, zip, active, since, city, kind");
    assertThatThrownBy(() -> predictor.ofCsv("1;\"2"))
        .hasMessageStartingWith("predictor: the line is not CSV: ")
        .hasMessageEndingWith("; close its quotation marks, and give one line");
  }

  @Test
  void predictionsAreInTheUnitsOfTheTarget() {
    Table training =
        Table.of(
            ImmutableMap.of(
                "x", Column.numbers(0, 1),
                "price", Column.numbers(10, 30),
                "yes", Column.booleans(true, false),
                "kind", Column.categories("b", "a")));
    // Outputs are 2 x; mean 20 and deviation 10.
    Prediction number = told("price", training, 1);
    assertThat(number.outputs()).containsExactly(2);
    assertThat(number.number()).isCloseTo(40, within(1e-5));
    assertThat(number).hasToString("price = " + number.number());
    assertThatThrownBy(number::label)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("prediction: price is a number; ask for number()");
    assertThatThrownBy(number::probability)
        .hasMessage("prediction: price is not yes or no; ask for number() or probabilities()");
    Prediction yes = told("yes", training, 1);
    assertThat(yes.probability()).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-7));
    assertThat(yes.probabilities().get("false")).isCloseTo(1 / (1 + Math.exp(2)), within(1e-7));
    assertThat(yes.label()).isEqualTo("true");
    assertThatThrownBy(yes::number)
        .hasMessage("prediction: yes is no number; ask for label() or probabilities()");
    assertThat(told("yes", training, 0).label()).isEqualTo("true");
    assertThat(told("yes", training, -1).label()).isEqualTo("false");
    // Both outputs are 2 x: nothing tells a from b, and a comes first.
    Prediction kind = told("kind", training, 1);
    assertThat(kind.probabilities()).containsExactly(Map.entry("a", 0.5), Map.entry("b", 0.5));
    assertThat(kind.label()).isEqualTo("a");
  }

  private static Prediction told(String target, Table training, double x) {
    Recipe recipe = Recipe.predicting(target).scaling(Scaling.NONE, "x");
    Features features =
        recipe.fit(
            Table.of(ImmutableMap.of("x", training.column("x"), target, training.column(target))));
    Model<Dense> model = Model.of(Dense.of(1, features.outputs()), DType.FLOAT64);
    Values twos =
        model
            .initialize(Key.of(1))
            .map((path, v) -> Tensor.zeros(v.spec()).plus(path.equals("weight") ? 2 : 0));
    return TablePredictor.of(features, model, twos).of(Map.of("x", x));
  }

  @Test
  void anUnseenCodeIsAVectorOfZeros() throws IOException {
    Features features = recipe("price").fit(table());
    EmbeddedColumns layer = EmbeddedColumns.of(features, ImmutableMap.of("zip", 3));
    assertThat(layer.width()).isEqualTo(features.width() - 1 + 3);
    Model<Layer> model = Model.of(layer);
    Values values = model.initialize(Key.of(3));
    Table seen = table();
    Table other = Table.reader(seen).csv(TEXT.replace("01067", "99999"));
    double[] x = features.inputs(seen).toDoubleArray();
    double[] y = model.predictor(values).of(features.inputs(seen)).toDoubleArray();
    double[] unseen = model.predictor(values).of(features.inputs(other)).toDoubleArray();
    int dense = features.width() - 1;
    double[] weight = values.get("column0.weight").toDoubleArray();
    for (int row = 0; row < 4; row++) {
      for (int i = 0; i < dense; i++) {
        assertThat(y[row * layer.width() + i]).isEqualTo(x[row * features.width() + i]);
      }
      int code = (int) x[row * features.width() + dense];
      for (int i = 0; i < 3; i++) {
        assertThat(y[row * layer.width() + dense + i]).isEqualTo(weight[code * 3 + i]);
        boolean isKnown = row == 1 || row == 2;
        assertThat(unseen[row * layer.width() + dense + i])
            .isEqualTo(isKnown ? weight[code * 3 + i] : 0);
      }
    }
    assertThatThrownBy(() -> EmbeddedColumns.of(features, ImmutableMap.of("city", 3)))
        .hasMessage(
            "embeddedColumns: the widths are {city=3}; give one of 1 or more for each of [zip]");
    assertThatThrownBy(() -> model.predictor(values).of(Tensor.ones(DType.FLOAT32, 2, 2)))
        .hasMessageContaining("the input is [2, 2]; give what features of so many make: [N, ");
  }

  @Test
  void aFileThatDoesNotFitIsRefused() throws IOException {
    TablePredictor predictor = predictor("price");
    Path file = folder.resolve("model.safetensors");
    predictor.write(file);
    assertThatThrownBy(
            () ->
                TablePredictor.read(
                    file, features -> Model.of(Dense.of(features.width(), features.outputs()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("predictor: " + file + " differs in ")
        .hasMessageEndingWith("build the model as it was built when the file was written");
    Path plain = folder.resolve("plain.safetensors");
    Safetensors.write(plain, Map.of());
    assertThatThrownBy(() -> TablePredictor.read(plain, TablePredictorTest::model))
        .hasMessage(
            "predictor: "
                + plain
                + " is not a predictor for tables of version 1; name a file that one wrote");
    for (String json :
        List.of(
            "",
            "[]",
            "{}",
            "{\"target\": 1}",
            FeaturesJson.write(predictor.features()).replace("NUMBER", "N"),
            FeaturesJson.write(predictor.features())
                .replaceFirst("levels\":\\[(\"\\w+\"),(\"\\w+\")", "levels\":[$2,$1"))) {
      Safetensors.write(plain, Map.of(), Map.of("wengert.table", "1", "features", json));
      assertThatThrownBy(() -> TablePredictor.read(plain, TablePredictorTest::model))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageStartingWith("predictor: " + plain + ": its features are damaged: ")
          .hasMessageEndingWith("; save them again");
    }
    Features features = predictor.features();
    Model<Sequential> wide =
        Model.of(
            Sequential.of(
                EmbeddedColumns.of(features), Dense.of(EmbeddedColumns.of(features).width(), 2)));
    TablePredictor wrong = TablePredictor.of(features, wide, wide.initialize(Key.of(1)));
    assertThatThrownBy(() -> wrong.of(table()))
        .hasMessage("predictor: the model's outputs are [4, 2]; end it with a layer of 1 outputs");
  }
}
