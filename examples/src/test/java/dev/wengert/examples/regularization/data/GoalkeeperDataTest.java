package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.regularization.SharedData;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The data of the published experiment, where it is at hand. */
class GoalkeeperDataTest {

  @Test
  void matlabAndCsvFilesHoldTheSameExamples() {
    Path matlab = SharedData.file("goalkeeper.mat");
    Path train = SharedData.file("goalkeeper-train.csv");
    Path test = SharedData.file("goalkeeper-test.csv");
    PlanarData ofMatlab = PlanarDataReader.read(List.of(matlab));
    PlanarData ofCsv = PlanarDataReader.read(List.of(train, test));
    assertThat(ofMatlab.train().size()).isEqualTo(211);
    assertThat(ofMatlab.test().size()).isEqualTo(200);
    assertSame(ofMatlab.train(), ofCsv.train());
    assertSame(ofMatlab.test(), ofCsv.test());
  }

  private static void assertSame(PlanarSet actual, PlanarSet expected) {
    assertThat(actual.x1()).containsExactly(expected.x1());
    assertThat(actual.x2()).containsExactly(expected.x2());
    assertThat(actual.labels()).containsExactly(expected.labels());
  }
}
