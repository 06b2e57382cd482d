package dev.wengert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TensorFormatTest {

  @Test
  void printsAScalar() {
    assertThat(Tensor.scalar(2.5)).hasToString("2.5 FLOAT64[]");
    assertThat(Tensor.scalar(3)).hasToString("3 INT32[]");
    assertThat(Tensor.scalar(true)).hasToString("true BOOL[]");
  }

  @Test
  void printsAVectorInOneLine() {
    assertThat(Tensor.of(1, -20, 300)).hasToString("[  1 -20 300] INT32[3]");
    assertThat(Tensor.of(true, false)).hasToString("[ true false] BOOL[2]");
  }

  @Test
  void alignsColumnsOfAMatrix() {
    assertThat(Tensor.of(new double[][] {{1, -2}, {0.5, 10}}))
        .hasToString("[[ 1.  -2. ]\n [ 0.5 10. ]] FLOAT64[2, 2]");
  }

  @Test
  void nestsBracketsByRank() {
    assertThat(Samples.counting(DType.INT32, 2, 2, 2))
        .hasToString("[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]] INT32[2, 2, 2]");
  }

  @Test
  void abbreviatesLongAxes() {
    assertThat(Samples.counting(DType.INT32, 1001))
        .hasToString("[   0    1    2 ...  998  999 1000] INT32[1001]");
    assertThat(Samples.counting(DType.INT32, 1000).toString()).doesNotContain("...");
    String matrix = Samples.counting(DType.INT32, 200, 6).toString();
    assertThat(matrix.lines())
        .hasSize(7)
        .contains(" ...")
        .contains(" [   6    7    8    9   10   11]")
        .last()
        .isEqualTo(" [1194 1195 1196 1197 1198 1199]] INT32[200, 6]");
  }

  @Test
  void printsEmptyTensors() {
    assertThat(Tensor.zeros(DType.FLOAT32, 0)).hasToString("[] FLOAT32[0]");
    assertThat(Tensor.zeros(DType.FLOAT32, 2, 0)).hasToString("[[]\n []] FLOAT32[2, 0]");
    assertThat(Tensor.zeros(DType.FLOAT32, 0, 2)).hasToString("[] FLOAT32[0, 2]");
  }

  @Test
  void printsNumbersOfAnySize() {
    assertThat(Tensor.scalar(Double.NaN)).hasToString("nan FLOAT64[]");
    assertThat(Tensor.scalar(Double.NEGATIVE_INFINITY)).hasToString("-inf FLOAT64[]");
    assertThat(Tensor.scalar(-0.0)).hasToString("-0.0 FLOAT64[]");
    assertThat(Tensor.scalar(1e-300)).hasToString("1e-300 FLOAT64[]");
    assertThat(Tensor.scalar(2e7)).hasToString("20000000.0 FLOAT64[]");
    assertThat(Tensor.scalar(Math.PI)).hasToString("3.141592653589793 FLOAT64[]");
    assertThat(Tensor.scalar(0.1f)).hasToString("0.1 FLOAT32[]");
    assertThat(Tensor.scalar(Integer.MIN_VALUE)).hasToString("-2147483648 INT32[]");
  }

  @Test
  void printsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Tensor.of(0.5, 2, 1e-9)).hasToString("[5.e-01 2.e+00 1.e-09] FLOAT64[3]");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void printsBroadcastsAndTracedTensorsAsTheirValues() {
    assertThat(Tensor.of(1, 2).broadcastTo(2, 2)).hasToString("[[1 2]\n [1 2]] INT32[2, 2]");
    assertThat(new Tape().watch(Tensor.of(1.0)).plus(1)).hasToString("[2.] FLOAT64[1]");
  }

  @Test
  void saysWhenTheValueIsNotKnown() {
    String[] text = new String[1];
    Symbolic.shapes(
        in -> {
          text[0] = in.get(0).toString();
          return in;
        },
        new Spec(DType.FLOAT64, Shape.of(3)));
    assertThat(text[0]).isEqualTo("FLOAT64[3] (traced, value not known yet)");
  }

  /** Arrays of all magnitudes, as {@code prints.py} has NumPy print them. */
  @Test
  void floatingNumbersAreAsNumPyPrintsThem() throws IOException {
    int cases = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                TensorFormatTest.class.getResourceAsStream("prints.tsv"), US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t", -1);
        DType dtype = DType.valueOf(parts[0]);
        int[] sides = numbers(parts[1]).mapToInt(Integer::parseInt).toArray();
        double[] values = numbers(parts[2]).mapToDouble(TensorFormatTest::parsed).toArray();
        assertThat(Tensor.wrap(values, sides).to(dtype))
            .hasToString(parts[3].replace('|', '\n') + " " + dtype + Shape.of(sides));
        cases++;
      }
    }
    assertThat(cases).isEqualTo(382);
  }

  private static Stream<String> numbers(String list) {
    return list.isEmpty() ? Stream.empty() : Stream.of(list.split(","));
  }

  private static double parsed(String number) {
    return switch (number) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(number);
    };
  }
}
