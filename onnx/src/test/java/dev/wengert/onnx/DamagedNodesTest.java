package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What nodes are told and no operator allows. */
class DamagedNodesTest {

  private static final ImmutableList<Long> NUMBERS = ImmutableList.of(0L, -1L, -7L, 50L, 1L << 40);

  private static List<Tensor> run(OnnxModel file, List<Tensor> inputs) {
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    return layer.forward(inputs, model.inference(layer.values(model)));
  }

  private static List<Tensor> run(NodeCase each) {
    return run(each.file(), each.inputs());
  }

  /** Each operator with each of its attributes and operands damaged gives results or an error. */
  @Test
  void damagedNodesAreRunOrRefused() {
    List<String> amiss = new ArrayList<>();
    int refused = 0;
    int all = 0;
    for (NodeCase each : NodeCases.all()) {
      for (OnnxNode damaged : damaged(each.file().graph().nodes().get(0))) {
        OnnxGraph graph = each.file().graph();
        OnnxModel file =
            each.file()
                .withGraph(
                    new OnnxGraph(
                        graph.name(),
                        ImmutableList.of(damaged),
                        graph.initializers(),
                        graph.inputs(),
                        graph.outputs()));
        all++;
        try {
          run(file, each.inputs());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
          refused++;
          if (!String.valueOf(e.getMessage()).matches("(?s)onnx: .+; .+")) {
            amiss.add(damaged + " " + damaged.attributes() + ": " + e);
          }
        } catch (RuntimeException e) {
          amiss.add(damaged + " " + damaged.attributes() + damaged.inputs() + ": " + e);
        }
      }
    }
    assertThat(amiss).isEmpty();
    assertThat(refused).isBetween(all / 4, all);
  }

  private static List<OnnxNode> damaged(OnnxNode node) {
    List<OnnxNode> all = new ArrayList<>();
    node.attributes()
        .forEach(
            (name, attribute) -> {
              Map<String, OnnxAttribute> others = new LinkedHashMap<>(node.attributes());
              others.remove(name);
              all.add(with(node, node.inputs(), others));
              for (OnnxAttribute damaged : damaged(attribute)) {
                others.put(name, damaged);
                all.add(with(node, node.inputs(), others));
              }
            });
    for (int i = 0; i < node.inputs().size(); i++) {
      List<String> less = new ArrayList<>(node.inputs());
      less.set(i, "");
      all.add(with(node, less, node.attributes()));
      all.add(with(node, node.inputs().subList(0, i), node.attributes()));
      List<String> other = new ArrayList<>(node.inputs());
      other.set(i, node.inputs().get(0));
      all.add(with(node, other, node.attributes()));
    }
    return all;
  }

  private static OnnxNode with(
      OnnxNode node, List<String> inputs, Map<String, OnnxAttribute> attributes) {
    return new OnnxNode(
        node.name(),
        node.operator(),
        node.domain(),
        ImmutableList.copyOf(inputs),
        node.outputs(),
        ImmutableMap.copyOf(attributes));
  }

  private static List<OnnxAttribute> damaged(OnnxAttribute attribute) {
    List<OnnxAttribute> all = new ArrayList<>();
    all.add(new OnnxAttribute.Other(13));
    switch (attribute) {
      case OnnxAttribute.Whole whole -> NUMBERS.forEach(n -> all.add(OnnxAttribute.of((long) n)));
      case OnnxAttribute.Wholes(ImmutableLongArray values) -> {
        all.add(new OnnxAttribute.Wholes(ImmutableLongArray.of()));
        all.add(new OnnxAttribute.Wholes(values.subArray(1, values.length())));
        for (long number : NUMBERS) {
          long[] other = values.toArray();
          other[other.length - 1] = number;
          all.add(new OnnxAttribute.Wholes(ImmutableLongArray.copyOf(other)));
        }
      }
      case OnnxAttribute.Text text -> all.add(OnnxAttribute.of("another"));
      case OnnxAttribute.Texts texts ->
          all.add(new OnnxAttribute.Texts(ImmutableList.of("Another")));
      default -> {}
    }
    return all;
  }

  private static void assertRefused(NodeCase each, String why) {
    assertThatThrownBy(() -> run(each)).as(each.toString()).hasMessage("onnx: " + why);
  }

  @Test
  void errorsNameWhatIsWrong() {
    Tensor image = Graphs.normal(1, 1, 4, 6, 6);
    Tensor matrix = Graphs.normal(1, 3, 4);
    assertRefused(
        NodeCase.of("DepthToSpace", 13, image).with("blocksize", 0L),
        "DepthToSpace \"node\": the attribute blocksize is 0; it must be 1 or more, the file is"
            + " damaged");
    assertRefused(
        NodeCase.of("DepthToSpace", 13, image),
        "DepthToSpace \"node\": the attribute blocksize is missing; the file is damaged, save it"
            + " again");
    assertRefused(
        NodeCase.of("Constant", 13).with("value_int", 1L << 40),
        "Constant \"node\": the attribute value_int has no place in INT32: 1099511627776; integers"
            + " are read up to 2^31");
    assertRefused(
        NodeCase.of("MaxPool", 13, image).list("kernel_shape", 2, 2).list("pads", 1, 1),
        "MaxPool \"node\": the attribute pads is [1, 1]; it takes 4 numbers from 0 on, the file"
            + " does not fit the input");
    assertRefused(
        NodeCase.of("MaxPool", 13, image).list("kernel_shape", 2, 2).with("auto_pad", "SAME"),
        "MaxPool \"node\": there is no auto_pad SAME; [NOTSET, SAME_UPPER, SAME_LOWER, VALID] are");
    assertRefused(
        NodeCase.of("Gelu", 20, matrix).with("approximate", "quick"),
        "Gelu \"node\": gelu: there is no approximation \"quick\"; none and tanh are");
    assertRefused(
        NodeCase.of("GatherND", 13, matrix).constant(OnnxTensor.of("c", new long[] {0, 5}, 1, 2)),
        "GatherND \"node\": gatherNd: index 5 is outside axis 1 of size 4; positions go from -4 to"
            + " 3");
    assertRefused(
        NodeCase.of("ScatterND", 13, matrix)
            .constant(OnnxTensor.of("c", new long[] {0, 5}, 1, 2))
            .constant(Tensor.of(1f)),
        "ScatterND \"node\": scatterNd: index 5 is outside axis 1 of size 4; positions go from -4"
            + " to 3");
    assertRefused(
        NodeCase.of("Split", 13, Graphs.normal(1, 7, 2)).results(2),
        "Split \"node\": split: axis 0 of [7, 2] in 2 parts that are not equal; name their sizes");
    assertRefused(
        range(1, 5, 0),
        "Range \"node\": range: the step from 1.0 to 5.0 is 0; the file is damaged");
    assertRefused(
        range(0, 1e30f, 1),
        "Range \"node\": range: too many elements for one Java array: an axis of"
            + " 9223372036854775807; split the tensor into parts of less than 2^31 elements");
    assertRefused(
        NodeCase.of("Gemm", 13, Graphs.normal(1, 1, 4), Graphs.normal(2, 4, 5), matrix(3, 5)),
        "Gemm \"node\": gemm: FLOAT32[3, 5] is added to a product FLOAT32[1, 5] and does not fit;"
            + " the file does not fit the input");
  }

  private static NodeCase range(float start, float limit, float step) {
    return NodeCase.of("Range", 13)
        .constant(Tensor.scalar(start))
        .constant(Tensor.scalar(limit))
        .constant(Tensor.scalar(step));
  }

  private static Tensor matrix(int... sides) {
    return Graphs.normal(3, sides);
  }

  /** Source: ONNX's definition, in which 1e-9 is added to the deviation. */
  @Test
  void aSmallDeviationIsRaised() {
    Tensor x = Tensor.of(0f, 2e-9f).reshape(2, 1, 1, 1);
    assertThat(run(NodeCase.of("MeanVarianceNormalization", 13, x)).get(0).toFloatArray())
        .containsExactly(-0.5f, 0.5f);
  }

  /** As a number of two's complement of as many bits, as C has it. */
  @Test
  void shortIntegersWrapAround() {
    Tensor x = Tensor.of(300, -5, 70_000, 200);
    assertThat(cast(x, 2)).containsExactly(44, 251, 112, 200);
    assertThat(cast(x, 3)).containsExactly(44, -5, 112, -56);
    assertThat(cast(x, 4)).containsExactly(300, 65_531, 4_464, 200);
    assertThat(cast(x, 5)).containsExactly(300, -5, 4_464, 200);
    assertThat(cast(Tensor.of(true, false), 2)).containsExactly(1, 0);
  }

  private static int[] cast(Tensor x, long type) {
    return run(NodeCase.of("Cast", 13, x).with("to", type)).get(0).toIntArray();
  }
}
