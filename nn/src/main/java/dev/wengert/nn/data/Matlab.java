package dev.wengert.nn.data;

import static com.google.common.base.Strings.lenientFormat;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.MemoryLimit;
import dev.wengert.nn.data.MatlabVariables.Variable;
import dev.wengert.nn.library.OptionalLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import us.hebi.matlab.mat.types.MatlabType;

/**
 * Reads the arrays of MATLAB 5 files, packed or not: those that {@code save} writes without {@code
 * -v7.3}.
 *
 * <p>double is read as FLOAT64, single as FLOAT32, logical as BOOL, and integers as INT32 if they
 * fit. It needs the library {@code us.hebi.matlab.mat:mfl-core}, which is an optional dependency.
 */
public final class Matlab {

  private static final String OPENING = "MATLAB 5.0 MAT-file";
  private static final String OPENING_HDF5 = "MATLAB 7.3 MAT-file";

  /** Where the header says where objects are described: these are not read. */
  private static final int SUBSYSTEM_OFFSET = 116;

  private Matlab() {}

  /**
   * Returns variables of a file by name.
   *
   * @param names which; none for all that are arrays of real numbers
   * @throws MalformedFileException if the file is damaged, or lacks a variable or has it as
   *     something else than an array of real numbers, an integer does not fit INT32, or it takes
   *     more memory than the heap has
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if the library is not there
   */
  public static ImmutableMap<String, Tensor> read(Path file, String... names) throws IOException {
    String prefix = "matlab: " + file + ": ";
    if (Files.size(file) > Integer.MAX_VALUE - Long.BYTES) {
      throw new MalformedFileException(
          prefix + "is too large: " + Files.size(file) + " bytes; give one of less than 2 GiB");
    }
    MemoryLimit.ofHeap().take("matlab: " + file, "the file", Files.size(file), 0);
    return read(prefix, Files.readAllBytes(file), ImmutableList.copyOf(names));
  }

  /**
   * Returns variables by name of the file that bytes hold.
   *
   * @param names which; none for all that are arrays of real numbers
   * @throws MalformedFileException as {@link #read(Path, String...)} does
   */
  public static ImmutableMap<String, Tensor> read(byte[] bytes, String... names)
      throws IOException {
    return read("matlab: ", bytes, ImmutableList.copyOf(names));
  }

  private static ImmutableMap<String, Tensor> read(
      String prefix, byte[] bytes, ImmutableList<String> wanted) throws MalformedFileException {
    OptionalLibrary.MFL.require("matlab");
    if (begins(bytes, OPENING_HDF5)) {
      throw new MalformedFileException(
          prefix + "is a MATLAB 7.3 file, which is HDF5; save it again with save(..., '-v7')");
    }
    if (!begins(bytes, OPENING)) {
      throw new MalformedFileException(
          prefix + "is not a MATLAB 5 file; save the variables with save(..., '-v7')");
    }
    try {
      ImmutableMap<String, Variable> present = byName(prefix, MatlabVariables.of(bytes));
      ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
      for (Variable variable : chosen(prefix, present, wanted)) {
        result.put(variable.name(), read(prefix, bytes, variable));
      }
      return result.buildOrThrow();
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The library meets damage with whatever the bytes lead to.
      throw new MalformedFileException(
          prefix + "is damaged or cut short: " + rootMessage(e) + "; copy or save it again", e);
    }
  }

  private static ImmutableMap<String, Variable> byName(
      String prefix, ImmutableList<Variable> variables) throws MalformedFileException {
    Map<String, Variable> result = new LinkedHashMap<>();
    for (Variable variable : variables) {
      // What describes objects has no name.
      if (!variable.name().isEmpty() && result.put(variable.name(), variable) != null) {
        throw new MalformedFileException(
            prefix + "names two variables alike: " + variable.name() + "; save it again");
      }
    }
    return ImmutableMap.copyOf(result);
  }

  private static ImmutableList<Variable> chosen(
      String prefix, ImmutableMap<String, Variable> present, ImmutableList<String> wanted)
      throws MalformedFileException {
    if (wanted.isEmpty()) {
      return present.values().stream().filter(Matlab::isReal).collect(toImmutableList());
    }
    ImmutableList.Builder<Variable> result = ImmutableList.builder();
    for (String name : wanted) {
      Variable variable = present.get(name);
      if (variable == null) {
        throw new MalformedFileException(
            lenientFormat(
                "%svariable %s is missing: the file has %s; it needs %s",
                prefix,
                name,
                present.isEmpty() ? "none" : String.join(", ", present.keySet()),
                String.join(", ", wanted)));
      }
      if (!isReal(variable)) {
        throw new MalformedFileException(
            lenientFormat(
                "%svariable %s holds %s values; it must hold real numbers",
                prefix,
                name,
                variable.isComplex() ? "complex" : MatlabType.fromId(variable.type())));
      }
      result.add(variable);
    }
    return result.build();
  }

  private static boolean isDouble(Variable variable) {
    return variable.type() == MatlabType.Double.id();
  }

  private static boolean isReal(Variable variable) {
    return !variable.isComplex()
        && variable.type() >= MatlabType.Double.id()
        && variable.type() <= MatlabType.UInt64.id();
  }

  /** Reads one variable as a file of its own: the library sees nothing else. */
  private static Tensor read(String prefix, byte[] bytes, Variable variable) throws IOException {
    long array = variable.count() * (isDouble(variable) ? Double.BYTES : Integer.BYTES);
    // The library keeps the numbers as they are stored; ours are turned from columns to rows.
    long passing = array + variable.unpacked() + variable.end() - variable.start();
    String name = prefix.substring(0, prefix.lastIndexOf(": "));
    MemoryLimit.ofHeap().take(name, "variable " + variable.name(), array, passing);
    byte[] alone =
        Bytes.concat(
            Arrays.copyOf(bytes, MatlabVariables.HEADER_BYTES),
            Arrays.copyOfRange(bytes, variable.start(), variable.end()));
    Arrays.fill(alone, SUBSYSTEM_OFFSET, SUBSYSTEM_OFFSET + Long.BYTES, (byte) 0);
    return MatlabMatrix.read(prefix, variable.name(), alone);
  }

  private static boolean begins(byte[] bytes, String opening) {
    byte[] expected = opening.getBytes(StandardCharsets.US_ASCII);
    return bytes.length >= expected.length
        && Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length);
  }

  private static String rootMessage(Throwable error) {
    Throwable root = Throwables.getRootCause(error);
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }
}
