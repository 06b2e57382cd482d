package dev.wengert.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapAccessTest {

  @ParameterizedTest
  @CsvSource({
    "25, G1 Young Generation, false",
    "25+36-LTS, G1 Young Generation, false",
    "25.0.1+8-LTS, G1 Concurrent GC, false",
    "25.0.2, G1 Old Generation, false",
    "25.0.2, PS Scavenge, true",
    "25.0.2, ZGC Minor Cycles, true",
    "25.0.3+9-LTS, G1 Young Generation, true",
    "25.0.10, G1 Young Generation, true",
    "26, G1 Young Generation, true"
  })
  void arraysMoveUnderG1OfThreeVersions(String version, String collector, boolean safe) {
    assertThat(HeapAccess.isSafe(Runtime.Version.parse(version), List.of("Copy", collector)))
        .isEqualTo(safe);
  }
}
