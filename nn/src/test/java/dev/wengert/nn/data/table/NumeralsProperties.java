package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in text, against the JDK's own reader. */
class NumeralsProperties {

  private static double parse(char decimal, String text) {
    char[] around = ("12" + text + "34").toCharArray();
    return new Numerals(decimal).parse(around, 2, around.length - 2);
  }

  @Property(tries = 2000, seed = "20261129")
  void whatTheJdkWritesIsReadToTheBit(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    double read = parse((char) 0, Double.toString(value));
    assertThat(read).isEqualTo(Double.valueOf(Double.isFinite(value) ? value : Double.NaN));
  }

  @Property(tries = 2000, seed = "20261129")
  void digitsWithAPointAndAnExponentAreReadAsTheJdkDoes(
      @ForAll int before, @ForAll long behind, @ForAll byte exponent) {
    String number = before + "." + Math.abs(behind == Long.MIN_VALUE ? 0 : behind);
    assertThat(parse((char) 0, number)).isEqualTo(Double.parseDouble(number));
    assertThat(parse(',', number.replace('.', ','))).isEqualTo(Double.parseDouble(number));
    String scaled = number + "e" + exponent;
    assertThat(parse((char) 0, scaled)).isEqualTo(Double.parseDouble(scaled));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "-0 | -0.0",
        "+7 | 7",
        "007 | 7",
        ".5 | 0.5",
        "5. | 5",
        "1e3 | 1000",
        "1E-2 | 0.01",
        "9007199254740993 | 9007199254740992",
        "123456789012345678901234567890 | 1.2345678901234568e29",
        "0.1 | 0.1",
      })
  void numbers(String text, double expected) {
    assertThat(parse((char) 0, text)).isEqualTo(Double.valueOf(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-",
        "+",
        ".",
        "1.2.3",
        "1e",
        "1e+",
        "1d",
        "0x1p3",
        "NaN",
        "Infinity",
        "1 000",
        "1e400",
        "١",
        "--1",
        "1-",
        "1,5",
        "1_0",
        "e5",
        "12a",
        "1..2",
      })
  void noNumbers(String text) {
    assertThat(parse((char) 0, text)).isNaN();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.234,5 | 1234.5",
        "-1.234.567 | -1234567",
        "1,5e2 | 150",
        "1234,5 | 1234.5",
        "1.23 | NaN",
        "1.2345 | NaN",
        "1234.567 | NaN",
        ".123 | NaN",
        "1.234.5 | NaN",
        "1,234.5 | NaN",
        "1,5,5 | NaN",
      })
  void aPointMayPartThousands(String text, double expected) {
    assertThat(parse(',', text)).isEqualTo(Double.valueOf(expected));
  }

  @Test
  void aCommaMayPartThousands() {
    assertThat(parse('.', "12,345.5")).isEqualTo(12345.5);
    assertThat(parse('.', "1,23")).isNaN();
  }
}
