package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PadToLongestTest {

  private record Sentence(Padded tokens, Tensor tags, Tensor label) {}

  private static Sentence sentence(int label, int... tokens) {
    Tensor all = Tensor.of(tokens);
    return new Sentence(Padded.of(all), all.times(10), Tensor.scalar(label));
  }

  private static final List<Sentence> THREE =
      ImmutableList.of(sentence(0, 7), sentence(1, 1, 2, 3), sentence(1, 4, 5));

  private static final int[] PLACES = {8, 3, 5};

  private static Sentence padded(PadToLongest padding) {
    return (Sentence) padding.of(THREE, PLACES);
  }

  @Test
  void padsToTheLongestAndSaysWhereEachIs() {
    Sentence all = padded(PadToLongest.of("tokens", 0).and("tags", -1));
    assertThat(all.tokens().values().toString())
        .isEqualTo(Tensor.of(new int[][] {{7, 0, 0}, {1, 2, 3}, {4, 5, 0}}).toString());
    assertThat(all.tokens().mask().to(DType.INT32).toIntArray())
        .containsExactly(1, 0, 0, 1, 1, 1, 1, 1, 0);
    assertThat(all.tokens().lengths().toIntArray()).containsExactly(1, 3, 2);
    assertThat(all.tags().toIntArray()).containsExactly(70, -1, -1, 10, 20, 30, 40, 50, -1);
    assertThat(all.label().toIntArray()).containsExactly(0, 1, 1);
  }

  @Test
  void padsToMultiples() {
    PadToLongest padding = PadToLongest.of("", 9).toMultipleOf(4);
    List<Tensor> lists = ImmutableList.of(Tensor.of(1.0), Tensor.of(1.0, 2));
    assertThat(((Tensor) padding.of(lists, new int[] {0, 1})).toDoubleArray())
        .containsExactly(1, 9, 9, 9, 1, 2, 9, 9);
    Sentence all = padded(PadToLongest.of("tokens", 0).and("tags", 0).toMultipleOf(3));
    assertThat(all.tags().shape()).isEqualTo(Shape.of(3, 3));
  }

  /** A name is a whole step of the way: "token" is not "tokens"; the last of several counts. */
  @Test
  void aNameStandsForAllBelowIt() {
    Sentence all = padded(PadToLongest.of("", 8).and("tokens.values", 0));
    assertThat(all.tokens().values().get(0).toIntArray()).containsExactly(7, 0, 0);
    assertThat(all.tags().get(0).toIntArray()).containsExactly(70, 8, 8);
    assertThatThrownBy(() -> padded(PadToLongest.of("token", 0).and("tags", 0)))
        .hasMessageContaining("the tokens.values of example 8 is INT32[1]");
  }

  @Test
  void padsRowsOfVectors() {
    List<Map<String, Tensor>> paths =
        ImmutableList.of(
            ImmutableMap.of("path", Tensor.of(new double[][] {{1, 2}})),
            ImmutableMap.of("path", Tensor.of(new double[][] {{3, 4}, {5, 6}})));
    Batch batch = DataSet.list(paths, PadToLongest.of("path", 0)).batch(1, 0);
    assertThat(batch.get("path").shape()).isEqualTo(Shape.of(2, 2, 2));
    assertThat(batch.get("path").toDoubleArray()).containsExactly(3, 4, 5, 6, 1, 2, 0, 0);
    assertThat(batch.indices().toIntArray()).containsExactly(1, 0);
  }

  @Test
  void namesTheExampleAndTheTensorThatDoNotFit() {
    assertThatThrownBy(() -> padded(PadToLongest.of("tokens", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dataSet: examples differ in form: the tags of example 8 is INT32[1], that of example 3"
                + " is INT32[3]; bring all to one form before, or pad by PadToLongest.of");
    assertThatThrownBy(() -> padded(PadToLongest.of("tokens", 0).and("tags", 0).and("label", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padding: the label of example 8 is a scalar, which has no length; leave it out of what"
                + " is padded");
    assertThatThrownBy(() -> padded(PadToLongest.of("tokens", 0).and("tags", 0).and("words", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("padding: there is nothing named words in the examples");
    List<Tensor> widths =
        ImmutableList.of(Tensor.zeros(DType.INT32, 2, 3), Tensor.zeros(DType.INT32, 1, 4));
    assertThatThrownBy(() -> PadToLongest.of("", 0).of(widths, new int[] {2, 6}))
        .hasMessage(
            "dataSet: examples differ in form: the tensor of example 2 is INT32[2, 3], that of"
                + " example 6 is INT32[2, 4]; bring all to one form before, or pad by"
                + " PadToLongest.of");
    assertThatThrownBy(() -> padded(PadToLongest.of("tokens", 0.5).and("tags", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padding: the tokens.values of example 8 is INT32[1], and 0.5 is no whole number of 32"
                + " bits; pad with one");
    List<Tensor> mixed = ImmutableList.of(Tensor.of(1.0, 2.0), Tensor.of(3));
    assertThatThrownBy(() -> PadToLongest.of("", 0.5).of(mixed, new int[] {2, 6}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padding: the tensor of example 6 is INT32[1], and 0.5 is no whole number of 32 bits;"
                + " pad with one");
    assertThatThrownBy(() -> PadToLongest.of("x", 0).and("x", 1))
        .hasMessage("padding: x is given twice");
    assertThatThrownBy(() -> PadToLongest.of("x", 0).toMultipleOf(0))
        .hasMessage("padding: to a multiple of 0; give a positive number");
  }

  private record Named(String name, Tensor x) {}

  @Test
  void refusesExamplesOfOtherParts() {
    List<Named> two =
        ImmutableList.of(new Named("a", Tensor.of(1.0)), new Named("b", Tensor.of(2.0)));
    assertThatThrownBy(() -> DataSet.list(two).batch(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dataSet: examples 0 and 1 differ in what is no tensor, of which a batch holds one for"
                + " all; leave it out by a collate function, or make it a tensor");
    List<Map<String, Tensor>> maps =
        ImmutableList.of(
            ImmutableMap.of("a", Tensor.of(1.0)), ImmutableMap.of("b", Tensor.of(2.0)));
    assertThatThrownBy(() -> DataSet.list(maps).batch(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dataSet: examples differ in form: example 1 has the tensors [b], example 0 has [a];"
                + " bring all to one form before");
  }

  @Test
  void refusesExamplesWithoutTensors() {
    Tensor[] withNull = new Tensor[2];
    withNull[0] = Tensor.of(1.0);
    List<Tensor> list = Arrays.asList(withNull);
    for (IndexedDataSet<Tensor> set :
        List.of(DataSet.list(list), DataSet.list(list, PadToLongest.of("", 0)))) {
      for (int[] places : new int[][] {{1}, {0, 1}}) {
        assertThatThrownBy(() -> set.batch(places))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "dataSet: there is no tensor in example 1: it is null; give a tensor or a structure"
                    + " of tensors, or make batches of it by a collate function");
      }
    }
    assertThatThrownBy(() -> DataSet.list(List.of("a text")).batch(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("dataSet: there is no tensor in example 0: it is String; ");
  }

  @Test
  void aMaskIsOfTheFirstAxes() {
    Tensor values = Tensor.zeros(DType.FLOAT32, 2, 3, 4);
    Tensor mask = Tensor.zeros(DType.BOOL, 2, 3);
    assertThat(new Padded(values, mask).lengths().toIntArray()).containsExactly(0, 0);
    for (Tensor other :
        List.of(mask.to(DType.INT32), Tensor.zeros(DType.BOOL, 3), Tensor.zeros(DType.BOOL))) {
      assertThatThrownBy(() -> new Padded(values, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "padded: the mask %s does not fit the values FLOAT32[2, 3, 4]; give BOOL of their"
                  + " first axes",
              other.spec());
    }
    assertThatThrownBy(() -> Padded.of(Tensor.scalar(1)))
        .hasMessage("padded: a scalar has no length; give a sequence [length, ...]");
  }

  @Test
  void saysWhatItPads() {
    assertThat(PadToLongest.of("tokens", 0).toMultipleOf(8))
        .hasToString("padding {tokens=0.0} to a multiple of 8")
        .isEqualTo(PadToLongest.of("tokens", 0).toMultipleOf(8))
        .hasSameHashCodeAs(PadToLongest.of("tokens", 0).toMultipleOf(8))
        .isNotEqualTo(PadToLongest.of("tokens", 0));
  }
}
