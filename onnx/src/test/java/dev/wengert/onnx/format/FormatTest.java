package dev.wengert.onnx.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.protobuf.ByteString;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.proto.ProtoWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with the classes that are generated from ONNX's schema, and tries damaged files. */
class FormatTest {

  private static OnnxModel example() {
    OnnxTensor weight =
        OnnxTensor.of("weight", Tensor.of(new float[][] {{1, 2, 3}, {4, 5, -6.5f}}));
    OnnxGraph branch =
        new OnnxGraph(
            "branch",
            ImmutableList.of(),
            ImmutableList.of(OnnxTensor.of("inner", Tensor.of(true, false))),
            ImmutableList.of(),
            ImmutableList.of(new OnnxValue("inner", OnnxType.BOOL, ImmutableList.of("2"))));
    OnnxNode node =
        new OnnxNode(
            "first",
            "Something",
            "own.domain",
            ImmutableList.of("x", "", "weight"),
            ImmutableList.of("y", "z"),
            ImmutableMap.<String, OnnxAttribute>builder()
                .put("number", OnnxAttribute.of(0.25))
                .put("whole", OnnxAttribute.of(-7L))
                .put("text", OnnxAttribute.of("größer"))
                .put("numbers", new OnnxAttribute.Numbers(ImmutableDoubleArray.of(0.5, -2)))
                .put("wholes", OnnxAttribute.list(1, -2, 300))
                .put("texts", new OnnxAttribute.Texts(ImmutableList.of("a", "")))
                .put("tensor", new OnnxAttribute.Constant(OnnxTensor.of("t", Tensor.of(1.5, 2))))
                .put("graph", new OnnxAttribute.Branch(branch))
                .buildOrThrow());
    return new OnnxModel(
        9,
        "Wengert",
        "1.0",
        ImmutableMap.of("", 17L, "own.domain", 2L),
        ImmutableSet.of(),
        ImmutableMap.of("author", "someone"),
        new OnnxGraph(
            "main",
            ImmutableList.of(node),
            ImmutableList.of(weight, OnnxTensor.of("axes", new long[] {-1, Long.MAX_VALUE}, 2)),
            ImmutableList.of(
                new OnnxValue("x", OnnxType.FLOAT, ImmutableList.of("batch", "3", "?"))),
            ImmutableList.of(new OnnxValue("y", OnnxType.UNDEFINED, ImmutableList.of()))));
  }

  @Test
  void theGeneratedClassesReadWhatIsWritten() throws Exception {
    OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(OnnxWriter.toBytes(example()));
    assertThat(model.getIrVersion()).isEqualTo(9);
    assertThat(model.getProducerName()).isEqualTo("Wengert");
    assertThat(model.getProducerVersion()).isEqualTo("1.0");
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(model.getOpsetImport(1).getDomain()).isEqualTo("own.domain");
    assertThat(model.getMetadataProps(0).getKey()).isEqualTo("author");
    assertThat(model.getMetadataProps(0).getValue()).isEqualTo("someone");
    OnnxMl.GraphProto graph = model.getGraph();
    assertThat(graph.getName()).isEqualTo("main");
    assertThat(graph.getInitializer(0).getDimsList()).containsExactly(2L, 3L);
    assertThat(graph.getInitializer(0).getDataType())
        .isEqualTo(OnnxMl.TensorProto.DataType.FLOAT.getNumber());
    assertThat(
            graph
                .getInitializer(0)
                .getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat(20))
        .isEqualTo(-6.5f);
    assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam())
        .isEqualTo("batch");
    assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(1).getDimValue())
        .isEqualTo(3);
    OnnxMl.NodeProto node = graph.getNode(0);
    assertThat(node.getInputList()).containsExactly("x", "", "weight");
    assertThat(node.getOutputList()).containsExactly("y", "z");
    assertThat(node.getOpType()).isEqualTo("Something");
    assertThat(node.getDomain()).isEqualTo("own.domain");
    assertThat(node.getAttributeList())
        .extracting(OnnxMl.AttributeProto::getName)
        .containsExactly(
            "number", "whole", "text", "numbers", "wholes", "texts", "tensor", "graph");
    assertThat(node.getAttribute(0).getF()).isEqualTo(0.25f);
    assertThat(node.getAttribute(1).getI()).isEqualTo(-7);
    assertThat(node.getAttribute(2).getS().toStringUtf8()).isEqualTo("größer");
    assertThat(node.getAttribute(3).getFloatsList()).containsExactly(0.5f, -2f);
    assertThat(node.getAttribute(4).getIntsList()).containsExactly(1L, -2L, 300L);
    assertThat(node.getAttribute(5).getStringsList())
        .containsExactly(ByteString.copyFromUtf8("a"), ByteString.EMPTY);
    assertThat(node.getAttribute(6).getT().getDataType())
        .isEqualTo(OnnxMl.TensorProto.DataType.DOUBLE.getNumber());
    assertThat(node.getAttribute(7).getG().getInitializer(0).getRawData().toByteArray())
        .containsExactly(1, 0);
    assertThat(model.getUnknownFields().asMap()).isEmpty();
    assertThat(graph.getUnknownFields().asMap()).isEmpty();
    assertThat(node.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    byte[] bytes = OnnxWriter.toBytes(example());
    assertThat(OnnxReader.read(bytes)).isEqualTo(example());
    assertThat(
            OnnxWriter.toBytes(OnnxReader.read(OnnxMl.ModelProto.parseFrom(bytes).toByteArray())))
        .isEqualTo(bytes);
  }

  /** Numbers stand in lists of their own, or as bytes; lists may be packed or not. */
  @Test
  void tensorsOfAllFormsAreRead() throws Exception {
    assertThat(read(tensor(1).addFloatData(1.5f).addFloatData(-2)).toFloatArray())
        .containsExactly(1.5f, -2);
    assertThat(read(tensor(11).addDoubleData(1.5).addDoubleData(-2)).toDoubleArray())
        .containsExactly(1.5, -2);
    for (int type : new int[] {2, 3, 4, 5, 6, 9}) {
      Tensor read = read(tensor(type).addInt32Data(1).addInt32Data(0));
      assertThat(read.to(DType.INT32).toIntArray()).as("type %s", type).containsExactly(1, 0);
    }
    assertThat(read(tensor(3).addInt32Data(-5).addInt32Data(7)).toIntArray())
        .containsExactly(-5, 7);
    assertThat(read(tensor(2).addInt32Data(250).addInt32Data(7)).toIntArray())
        .containsExactly(250, 7);
    assertThat(read(tensor(7).addInt64Data(-5).addInt64Data(Long.MAX_VALUE)).toIntArray())
        .containsExactly(-5, Integer.MAX_VALUE);
    assertThat(read(tensor(12).addUint64Data(5).addUint64Data(7)).toIntArray())
        .containsExactly(5, 7);
    assertThat(read(tensor(10).addInt32Data(0x3c00).addInt32Data(0xc000)).toFloatArray())
        .containsExactly(1, -2);
    assertThat(read(tensor(16).addInt32Data(0x3f80).addInt32Data(0xc000)).toFloatArray())
        .containsExactly(1, -2);
    ByteBuffer raw = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    raw.putLong(3).putLong(-4);
    assertThat(read(tensor(7).setRawData(ByteString.copyFrom(raw.array()))).toIntArray())
        .containsExactly(3, -4);
    assertThatThrownBy(() -> read(tensor(7).addInt64Data(1L << 40).addInt64Data(1)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "onnx: element 0 of the tensor \"t\" has no place in INT32: 1099511627776; integers are"
                + " read up to 2^31");
    assertThatThrownBy(
            () -> read(tensor(8).addStringData(ByteString.EMPTY).addStringData(ByteString.EMPTY)))
        .hasMessageContaining("of the type STRING, for which there is no dtype");
    assertThatThrownBy(() -> read(tensor(1).addFloatData(1)))
        .hasMessage(
            "onnx: the tensor \"t\" of type FLOAT has 1 numbers, and its shape [2] takes 2; the"
                + " file is damaged, save it again");
    assertThatThrownBy(() -> read(tensor(1).addDims(1L << 31).addFloatData(1)))
        .hasMessageContaining("has a shape that no array has: [2, 2147483648]");
    assertThatThrownBy(() -> read(tensor(1).addDims(-1).addFloatData(1)))
        .hasMessageContaining("has a shape that no array has: [2, -1]");
    assertThatThrownBy(() -> read(tensor(14).addFloatData(1).addFloatData(2).addFloatData(3)))
        .hasMessage(
            "onnx: the tensor \"t\" of type COMPLEX64 has 3 numbers, and its shape [2] takes 2; the"
                + " file is damaged, save it again");
    assertThatThrownBy(
            () ->
                read(
                    tensor(14)
                        .clearDims()
                        .addDims(1)
                        .addFloatData(1)
                        .addFloatData(2)
                        .addFloatData(3)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("has 3 numbers, and its shape [1] takes 1");
    assertThatThrownBy(() -> read(tensor(11).addDims(1 << 29).addDoubleData(1)))
        .hasMessage(
            "onnx: the tensor \"t\" of type DOUBLE and shape [2, 536870912] takes 8589934592 bytes,"
                + " and one tensor is read up to 2 GB; write it as several");
    assertThatThrownBy(() -> read(tensor(1).setRawData(ByteString.copyFrom(new byte[3]))))
        .hasMessageContaining("has 3 bytes of numbers, and it takes 8");
  }

  private static OnnxMl.TensorProto.Builder tensor(int type) {
    return OnnxMl.TensorProto.newBuilder().setName("t").setDataType(type).addDims(2);
  }

  private static OnnxMl.ModelProto model(OnnxMl.TensorProto.Builder tensor) {
    return OnnxMl.ModelProto.newBuilder()
        .setGraph(OnnxMl.GraphProto.newBuilder().addInitializer(tensor))
        .build();
  }

  private static Tensor read(OnnxMl.TensorProto.Builder tensor) throws IOException {
    return OnnxReader.read(model(tensor).toByteArray()).graph().initializers().get(0).toTensor();
  }

  private static OnnxMl.TensorProto.Builder external(String location, String offset) {
    return tensor(1)
        .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", offset));
  }

  private static OnnxMl.StringStringEntryProto entry(String key, String value) {
    return OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void tensorsBesideTheModelAreReadAndNoOthers(@TempDir Path folder) throws Exception {
    Path inside = folder.resolve("model");
    Files.createDirectories(inside.resolve("data"));
    ByteBuffer numbers = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putFloat(0).putFloat(5).putFloat(-6);
    Files.write(inside.resolve("data/weights"), numbers.array());
    Files.write(folder.resolve("secret"), numbers.array());
    Files.createSymbolicLink(inside.resolve("link"), folder.resolve("secret"));
    Path file = inside.resolve("model.onnx");
    Files.write(file, model(external("data/weights", "4")).toByteArray());
    assertThat(OnnxReader.read(file).graph().initializers().get(0).toTensor().toFloatArray())
        .containsExactly(5, -6);
    for (String outside :
        new String[] {"../secret", "data/../../secret", folder + "/secret", "link", ""}) {
      Files.write(file, model(external(outside, "0")).toByteArray());
      assertThatThrownBy(() -> OnnxReader.read(file))
          .as(outside)
          .isInstanceOf(MalformedFileException.class)
          .hasMessage(
              "onnx: %s: the tensor \"t\" lies outside the model's folder: \"%s\"; no other file is"
                  + " read, put it beside the model",
              file, outside);
    }
    Files.write(file, model(external("data/weights", "8")).toByteArray());
    assertThatThrownBy(() -> OnnxReader.read(file))
        .hasMessageContaining("ends behind its file \"data/weights\": bytes 8 to 16 of 12");
    Files.write(file, model(external("data/weights", "-1")).toByteArray());
    assertThatThrownBy(() -> OnnxReader.read(file)).hasMessageContaining("offset of \"-1\"");
    Files.write(file, model(external("missing", "0")).toByteArray());
    assertThatThrownBy(() -> OnnxReader.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("lies in the file \"missing\", which cannot be read");
    byte[] bytes = Files.readAllBytes(file);
    assertThatThrownBy(() -> OnnxReader.read(bytes))
        .hasMessageContaining("the model was given as bytes; read it as a file");
  }

  @Test
  void filesThatAreCutShortAreRefused() {
    byte[] bytes = OnnxWriter.toBytes(example());
    int refused = 0;
    for (int length = 0; length < bytes.length; length++) {
      if (!isRead(Arrays.copyOf(bytes, length))) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(bytes.length - 60);
  }

  @Test
  void damagedFilesAreReadOrRefused() {
    byte[] bytes = OnnxWriter.toBytes(example());
    int refused = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] damaged = bytes.clone();
      int places = 1 + random.nextInt(4);
      for (int i = 0; i < places; i++) {
        int at = random.nextInt(damaged.length);
        damaged[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : damaged[at] ^ 0x80);
      }
      if (!isRead(damaged)) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 4_900);
  }

  /** Anything but an error about the file comes out of here. */
  private static boolean isRead(byte[] bytes) {
    try {
      OnnxModel model = OnnxReader.read(bytes);
      for (OnnxTensor tensor : model.graph().initializers()) {
        tensor.toTensor();
      }
      return true;
    } catch (MalformedFileException e) {
      assertThat(e).hasMessageContaining(": ").hasMessageContaining("; ");
      return false;
    }
  }

  /** What is said twice has no meaning, and what is not said has many forms. */
  @Test
  void whatIsSaidTwiceIsRefused() throws Exception {
    OnnxMl.AttributeProto attribute =
        OnnxMl.AttributeProto.newBuilder()
            .setName("axis")
            .setType(OnnxMl.AttributeProto.AttributeType.INT)
            .build();
    byte[] attributes =
        OnnxMl.ModelProto.newBuilder()
            .setGraph(
                OnnxMl.GraphProto.newBuilder()
                    .addNode(
                        OnnxMl.NodeProto.newBuilder()
                            .addAttribute(attribute)
                            .addAttribute(attribute)))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(attributes))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("onnx: a node has two attributes \"axis\"; the file is damaged, save it again");
    byte[] versions =
        OnnxMl.ModelProto.newBuilder()
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(9))
            .addOpsetImport(
                OnnxMl.OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(13))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(versions))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("of two versions, 9 and 13; the file is damaged");
  }

  @Test
  void sidesOfWhichNothingIsSaidAreUnknown() throws Exception {
    OnnxMl.TensorShapeProto.Builder shape =
        OnnxMl.TensorShapeProto.newBuilder()
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam(""))
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(-1))
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder())
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(3))
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
    byte[] bytes =
        OnnxMl.ModelProto.newBuilder()
            .setGraph(
                OnnxMl.GraphProto.newBuilder()
                    .addInput(
                        OnnxMl.ValueInfoProto.newBuilder()
                            .setName("x")
                            .setType(
                                OnnxMl.TypeProto.newBuilder()
                                    .setTensorType(
                                        OnnxMl.TypeProto.Tensor.newBuilder()
                                            .setElemType(1)
                                            .setShape(shape)))))
            .build()
            .toByteArray();
    assertThat(OnnxReader.read(bytes).graph().inputs().get(0).sides())
        .containsExactly("?", "?", "?", "3", "n");
  }

  @Test
  void operatorsOfItsOwnAreNotLost() {
    OnnxModel model = example();
    OnnxModel own =
        new OnnxModel(
            model.irVersion(),
            model.producer(),
            model.producerVersion(),
            model.opsets(),
            ImmutableSet.of("Twice"),
            model.metadata(),
            model.graph());
    assertThatThrownBy(() -> OnnxWriter.toBytes(own))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "onnx: the model defines operators of its own, which are not read and so cannot be"
                + " written: [Twice]; take them out");
  }

  @Test
  void graphsInGraphsEnd() {
    ProtoWriter inner = new ProtoWriter().string(Fields.GRAPH_NAME, "innermost");
    for (int i = 0; i < 10_000; i++) {
      ProtoWriter attribute =
          new ProtoWriter()
              .string(Fields.ATTRIBUTE_NAME, "g")
              .int64(Fields.ATTRIBUTE_TYPE, Fields.TYPE_GRAPH)
              .message(Fields.ATTRIBUTE_GRAPH, inner);
      inner =
          new ProtoWriter()
              .message(
                  Fields.GRAPH_NODE, new ProtoWriter().message(Fields.NODE_ATTRIBUTE, attribute));
    }
    byte[] bytes = new ProtoWriter().message(Fields.MODEL_GRAPH, inner).toBytes();
    assertThatThrownBy(() -> OnnxReader.read(bytes))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("messages lie in each other more than 100 deep");
  }

  @Test
  void whatIsNoModelIsRefused() {
    assertThatThrownBy(() -> OnnxReader.read(new byte[0]))
        .hasMessage("onnx: there is no graph; the file is damaged or of another kind");
    assertThatThrownBy(() -> OnnxReader.read("{\"format\": 1}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedFileException.class);
    OnnxTensor text =
        new OnnxTensor("t", OnnxType.STRING, ImmutableIntArray.of(1), ByteBuffer.allocate(0));
    OnnxModel model = example();
    assertThatThrownBy(
            () ->
                OnnxWriter.toBytes(
                    model.withGraph(model.graph().withInitializers(ImmutableList.of(text)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("t STRING[1] is of a type that is not read and so cannot be written");
  }
}
