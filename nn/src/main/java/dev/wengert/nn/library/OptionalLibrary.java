package dev.wengert.nn.library;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;

/** A library that only some readers need, and that a project adds where it uses them. */
public enum OptionalLibrary {
  COMMONS_CSV(
      new Part(
          "org.apache.commons.csv.CSVFormat",
          "org.apache.commons:commons-csv",
          "org.apache.commons.csv"),
      // Commons CSV is loaded without it and fails at the first character.
      new Part("org.apache.commons.io.IOUtils", "commons-io:commons-io", "org.apache.commons.io")),
  FAST_CSV(
      new Part("de.siegmar.fastcsv.reader.CsvReader", "de.siegmar:fastcsv", "de.siegmar.fastcsv")),
  MFL(
      new Part(
          "us.hebi.matlab.mat.format.Mat5",
          "us.hebi.matlab.mat:mfl-core",
          "us.hebi.matlab.mat.mfl.core")),
  HARDWOOD(
      new Part(
          "dev.hardwood.reader.ParquetFileReader",
          "dev.hardwood:hardwood-core",
          "dev.hardwood.core")),
  TOKENIZERS(
      new Part(
          "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
          "ai.djl.huggingface:tokenizers",
          "ai.djl.tokenizers")),
  SNAPPY(
      new Part("org.xerial.snappy.Snappy", "org.xerial.snappy:snappy-java", "org.xerial.snappy")),
  ZSTD(
      new Part(
          "com.github.luben.zstd.Zstd", "com.github.luben:zstd-jni", "com.github.luben.zstd_jni")),
  LZ4(new Part("net.jpountz.lz4.LZ4Factory", "at.yawk.lz4:lz4-java", "org.lz4.java")),
  BROTLI(
      new Part(
          "com.aayushatharva.brotli4j.Brotli4jLoader",
          "com.aayushatharva.brotli4j:brotli4j",
          "com.aayushatharva.brotli4j"));

  /**
   * A jar.
   *
   * @param witness a class in it
   * @param coordinates what a build tool calls it
   * @param module what the module path calls it
   */
  @Immutable
  private record Part(String witness, String coordinates, String module) {}

  /** The error that a library is not there. */
  public static final class MissingException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private MissingException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final ImmutableList<Part> parts;

  /** The library itself, and what it needs and may lack. */
  OptionalLibrary(Part... parts) {
    this.parts = ImmutableList.copyOf(parts);
  }

  /**
   * Refuses to go on without the library, or without what it needs itself.
   *
   * @throws IllegalStateException if it is not there
   */
  public void require(String operation) {
    Part own = parts.get(0);
    for (Part part : parts) {
      try {
        Class.forName(part.witness, false, OptionalLibrary.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        throw new MissingException(
            operation
                + ": the library "
                + part.coordinates
                + (part.equals(own) ? "" : ", which " + own.coordinates + " needs,")
                + " is not there; add it to your project's dependencies (on the module path require"
                + " the module "
                + part.module
                + " too)",
            e);
      }
    }
  }
}
