package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.Model;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxReader;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.operator.Operators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests that ONNX has of its own: a folder of {@code model.onnx} and tensors, which {@code
 * -Dwengert.onnx.data=FOLDER} names; Debian has them as {@code libonnx-testdata}. Each gives what
 * it should, or is refused; nothing gives another number.
 */
class OnnxOwnTest {

  private static final double TOLERANCE = 1e-3;

  /**
   * Tensors of BFLOAT16 are there of another type and hold its bits; and a resized side counts
   * there as the product that it is rounded down from, which ONNX Runtime does not do either.
   */
  private static final ImmutableList<String> OTHERWISE =
      ImmutableList.of("BFLOAT16", "test_resize_downsample_scales_linear_align_corners");

  /** What became of the tests of an operator. */
  private static final class Count {
    private int passed;
    private int refused;
  }

  @Test
  void everyTestPassesOrIsRefused() throws IOException {
    String folder = System.getProperty("wengert.onnx.data", "");
    assumeTrue(!folder.isEmpty(), "name the folder of ONNX's own tests by -Dwengert.onnx.data");
    Map<String, Count> counts = new TreeMap<>();
    List<String> amiss = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      for (Path file : files.filter(path -> path.endsWith("model.onnx")).sorted().toList()) {
        if (OTHERWISE.stream().anyMatch(file.toString()::contains)) {
          continue;
        }
        Path test = Objects.requireNonNull(file.getParent());
        String operator = operator(file);
        Count count = counts.computeIfAbsent(operator, absent -> new Count());
        try {
          String difference = difference(test);
          if (difference.isEmpty()) {
            count.passed++;
          } else {
            amiss.add(test.getFileName() + ": " + difference);
          }
        } catch (MalformedFileException | IllegalArgumentException e) {
          count.refused++;
          if (Operators.find(operator) != null) {
            refusals.add(test.getFileName() + ": " + e.getMessage());
          }
        } catch (RuntimeException e) {
          amiss.add(test.getFileName() + ": " + e);
        }
      }
    }
    int passed = 0;
    int refused = 0;
    for (Map.Entry<String, Count> each : counts.entrySet()) {
      Count count = each.getValue();
      passed += count.passed;
      refused += count.refused;
      System.out.printf(
          "%-28s %3d passed %3d refused%n", each.getKey(), count.passed, count.refused);
    }
    refusals.forEach(System.out::println);
    System.out.printf("%d passed, %d refused, %d amiss%n", passed, refused, amiss.size());
    assertThat(amiss).isEmpty();
    assertThat(passed).isGreaterThan(0);
  }

  /** The operator that a test is of, if it is of one. */
  private static String operator(Path file) {
    try {
      List<OnnxNode> nodes = OnnxReader.read(file).graph().nodes();
      return nodes.size() == 1 ? nodes.get(0).operator() : "several";
    } catch (IOException e) {
      return "not read";
    }
  }

  private static String difference(Path test) throws IOException {
    OnnxLayer layer = Onnx.read(test.resolve("model.onnx"));
    Model<OnnxLayer> model = layer.model();
    Path data = test.resolve("test_data_set_0");
    List<Tensor> inputs = tensors(data, "input");
    List<Tensor> expected = tensors(data, "output");
    ImmutableList<Tensor> here = layer.forward(inputs, model.inference(layer.values(model)));
    for (int i = 0; i < expected.size(); i++) {
      Tensor there = expected.get(i);
      Tensor found = here.get(i);
      boolean isAlike = found.shape().equals(there.shape());
      if (!isAlike || Agreement.error(found, there) > TOLERANCE) {
        return "result " + i + " is " + found + " and should be " + there;
      }
    }
    return "";
  }

  /** The tensors of files are messages of their own. */
  private static List<Tensor> tensors(Path data, String kind) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; Files.exists(data.resolve(kind + "_" + i + ".pb")); i++) {
      byte[] bytes = Files.readAllBytes(data.resolve(kind + "_" + i + ".pb"));
      OnnxMl.ModelProto holder =
          OnnxMl.ModelProto.newBuilder()
              .setGraph(
                  OnnxMl.GraphProto.newBuilder()
                      .addInitializer(OnnxMl.TensorProto.parseFrom(bytes)))
              .build();
      OnnxTensor tensor = OnnxReader.read(holder.toByteArray()).graph().initializers().get(0);
      tensors.add(tensor.toTensor());
    }
    return tensors;
  }
}
