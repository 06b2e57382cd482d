package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxType;
import java.util.List;

/** Nodes that are whole layers: windows, normalizations, cells, other sizes. */
final class LayerNodeCases {

  private LayerNodeCases() {}

  static void addTo(NodeCases all) {
    windows(all);
    sizes(all);
    normalizations(all);
    recurrent(all);
  }

  private static void windows(NodeCases all) {
    all.add("Conv", all.x(2, 3, 7, 6), all.x(4, 3, 3, 2), all.x(4));
    all.add("Conv", 11, all.x(2, 4, 7, 6), all.x(6, 2, 3, 3))
        .with("group", 2L)
        .list("strides", 2, 1)
        .list("dilations", 1, 2)
        .list("pads", 1, 2, 0, 1);
    all.add("Conv", all.x(2, 3, 9), all.x(4, 3, 3)).list("pads", 1, 1);
    all.add("Conv", all.x(1, 2, 4, 4, 4), all.x(3, 2, 2, 2, 2));
    for (String padding : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      all.add("Conv", all.x(2, 3, 7, 6), all.x(4, 3, 4, 2))
          .with("auto_pad", padding)
          .list("strides", 2, 2);
      all.add("MaxPool", all.x(2, 3, 7, 6))
          .list("kernel_shape", 4, 3)
          .with("auto_pad", padding)
          .list("strides", 2, 2);
    }
    all.add("ConvTranspose", all.x(2, 3, 4, 5), all.x(3, 2, 3, 3), all.x(2));
    all.add("ConvTranspose", all.x(2, 4, 4, 5), all.x(4, 2, 3, 3))
        .with("group", 2L)
        .list("strides", 2, 3)
        .list("pads", 1, 0, 0, 1)
        .list("output_padding", 1, 2);
    all.add("ConvTranspose", all.x(1, 2, 4), all.x(2, 3, 3))
        .list("strides", 2)
        .list("output_shape", 8);
    all.add("ConvTranspose", all.x(1, 2, 4), all.x(2, 3, 3))
        .list("strides", 2)
        .list("output_shape", 10);
    all.add("ConvTranspose", all.x(1, 2, 4), all.x(2, 3, 3))
        .list("strides", 2)
        .with("auto_pad", "SAME_UPPER");
    all.add("MaxPool", all.x(2, 3, 7, 6)).list("kernel_shape", 3, 2).list("strides", 2, 2);
    all.add("MaxPool", all.x(2, 3, 7, 6)).list("kernel_shape", 3, 2).list("pads", 1, 0, 0, 1);
    all.add("MaxPool", 10, all.x(2, 3, 7))
        .list("kernel_shape", 2)
        .list("strides", 2)
        .with("ceil_mode", 1L);
    all.add("AveragePool", all.x(2, 3, 7, 6)).list("kernel_shape", 3, 2).list("strides", 2, 2);
    all.add("AveragePool", all.x(2, 3, 7, 6)).list("kernel_shape", 3, 3).list("pads", 1, 1, 1, 1);
    all.add("AveragePool", all.x(2, 3, 7, 6)).list("kernel_shape", 3, 3).list("pads", 1, 0, 0, 1);
    all.add("AveragePool", all.x(2, 3, 7, 6))
        .list("kernel_shape", 3, 3)
        .list("pads", 1, 0, 0, 1)
        .with("count_include_pad", 1L);
    for (int[] pads : new int[][] {{1, 1, 1, 1}, {1, 0, 0, 1}, {0, 1, 1, 0}}) {
      for (long counted : new long[] {0, 1}) {
        all.add("AveragePool", 19, all.x(1, 2, 7, 6))
            .list("kernel_shape", 3, 3)
            .list("strides", 3, 3)
            .list("pads", pads)
            .with("ceil_mode", 1L)
            .with("count_include_pad", counted);
      }
      all.add("AveragePool", 19, all.x(1, 2, 7, 6))
          .list("kernel_shape", 3, 2)
          .list("dilations", 2, 1)
          .list("pads", pads);
      all.add("MaxPool", 12, all.x(1, 2, 7, 6))
          .list("kernel_shape", 3, 3)
          .list("strides", 3, 3)
          .list("pads", pads)
          .with("ceil_mode", 1L);
    }
    all.add("GlobalAveragePool", all.x(2, 3, 4, 5));
    all.add("GlobalMaxPool", all.x(2, 3, 4, 5));
  }

  private static void sizes(NodeCases all) {
    Tensor none = Tensor.zeros(DType.FLOAT32, 0);
    for (String how : List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
      all.add("Resize", all.x(1, 2, 3, 4))
          .none()
          .none()
          .longs(1, 2, 5, 3)
          .with("mode", "linear")
          .with("coordinate_transformation_mode", how);
      for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
        all.add("Resize", 13, all.x(1, 2, 3, 4))
            .none()
            .constant(Tensor.of(1f, 1f, 2f, 1.5f))
            .with("coordinate_transformation_mode", how)
            .with("nearest_mode", rounding);
      }
    }
    for (float scale : new float[] {0.35f, 0.55f, 0.7f, 1.1f}) {
      all.add("Resize", 13, all.x(1, 1, 10, 20))
          .none()
          .constant(Tensor.of(1f, 1f, scale, scale))
          .with("mode", "linear");
    }
    all.add("Resize", 18, all.x(1, 2, 3, 4)).none().none().longs(6, 8).list("axes", -2, -1);
    all.add("Resize", 18, all.x(1, 2, 3, 4)).none().none().longs(6, 8).list("axes", 2, 3);
    all.add("Resize", 11, all.x(1, 2, 3, 4))
        .constant(none)
        .constant(Tensor.of(1f, 1f, 2f, 2f))
        .with("mode", "linear");
    all.add("Resize", 10, all.x(1, 2, 3, 4)).constant(Tensor.of(1f, 1f, 2f, 3f));
    all.add("Upsample", 9, all.x(1, 2, 3, 4)).constant(Tensor.of(1f, 1f, 2f, 3f));
    all.add("Upsample", 9, all.x(1, 2, 3, 4))
        .constant(Tensor.of(1f, 1f, 2f, 2f))
        .with("mode", "linear");
  }

  private static void normalizations(NodeCases all) {
    for (long opset : new long[] {9, 15}) {
      all.add(
              "BatchNormalization",
              opset,
              all.x(2, 3, 4),
              all.share(3),
              all.x(3),
              all.x(3),
              all.share(3))
          .with("epsilon", 1e-3);
    }
    all.add("InstanceNormalization", all.x(2, 3, 4, 5), all.share(3), all.x(3));
    all.add("GroupNormalization", all.x(2, 4, 3), all.share(4), all.x(4)).with("num_groups", 2L);
    all.add("GroupNormalization", 18, all.x(2, 4, 3), all.share(2), all.x(2))
        .with("num_groups", 2L);
    all.add("LayerNormalization", all.x(2, 3, 4), all.share(4), all.x(4));
    all.add("LayerNormalization", all.x(2, 3, 4), all.share(3, 4))
        .with("axis", 1L)
        .with("epsilon", 1e-12);
    all.add("LayerNormalization", all.x(2, 3, 4), all.share(4), all.x(4)).results(3);
    all.add("LpNormalization", all.x(3, 4)).with("p", 1L);
    all.add("LpNormalization", all.x(3, 4)).with("axis", 0L);
    all.add("LpNormalization", Tensor.zeros(DType.FLOAT32, 2, 3));
    all.add("MeanVarianceNormalization", all.x(2, 3, 4, 5));
  }

  private static void recurrent(NodeCases all) {
    for (String direction : List.of("forward", "reverse", "bidirectional")) {
      int d = direction.equals("bidirectional") ? 2 : 1;
      all.add("LSTM", all.x(5, 2, 3), all.x(d, 16, 3), all.x(d, 16, 4), all.x(d, 32))
          .with("hidden_size", 4L)
          .with("direction", direction)
          .results(3);
      all.add("GRU", all.x(5, 2, 3), all.x(d, 12, 3), all.x(d, 12, 4), all.x(d, 24))
          .with("hidden_size", 4L)
          .with("direction", direction)
          .with("linear_before_reset", d - 1L)
          .results(2);
      all.add("RNN", all.x(5, 2, 3), all.x(d, 4, 3), all.x(d, 4, 4), all.x(d, 8))
          .with("hidden_size", 4L)
          .with("direction", direction)
          .results(2);
    }
    all.add("LSTM", all.x(5, 2, 3), all.x(1, 16, 3), all.x(1, 16, 4))
        .none()
        .none()
        .input(all.x(1, 2, 4), OnnxType.FLOAT)
        .input(all.x(1, 2, 4), OnnxType.FLOAT)
        .input(all.x(1, 12), OnnxType.FLOAT)
        .with("hidden_size", 4L)
        .results(3);
    all.add("RNN", all.x(5, 2, 3), all.x(1, 4, 3), all.x(1, 4, 4))
        .with("hidden_size", 4L)
        .with("activations", new OnnxAttribute.Texts(ImmutableList.of("Relu")))
        .results(2);
  }
}
