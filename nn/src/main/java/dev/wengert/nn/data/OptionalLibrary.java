package dev.wengert.nn.data;

/** A library that only some readers need, and that a project adds where it uses them. */
enum OptionalLibrary {
  COMMONS_CSV(
      "org.apache.commons.csv.CSVFormat",
      "org.apache.commons:commons-csv",
      "org.apache.commons.csv"),
  MFL(
      "us.hebi.matlab.mat.format.Mat5",
      "us.hebi.matlab.mat:mfl-core",
      "us.hebi.matlab.mat.mfl.core");

  private final String witness;
  private final String coordinates;
  private final String module;

  OptionalLibrary(String witness, String coordinates, String module) {
    this.witness = witness;
    this.coordinates = coordinates;
    this.module = module;
  }

  /**
   * Refuses to go on without the library.
   *
   * @throws IllegalStateException if it is not there
   */
  void require(String operation) {
    try {
      Class.forName(witness, false, OptionalLibrary.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(
          operation
              + ": the library "
              + coordinates
              + " is not there; add it to your project's dependencies (on the module path require"
              + " the module "
              + module
              + " too)",
          e);
    }
  }
}
