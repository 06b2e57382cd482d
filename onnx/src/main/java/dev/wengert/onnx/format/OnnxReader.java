package dev.wengert.onnx.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Ints;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.MemoryLimit;
import dev.wengert.io.proto.ProtoReader;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads ONNX files. No file is trusted: see {@link ProtoReader}. Tensors that lie in files of their
 * own are read from the folder of the model and its folders, and from nowhere else.
 */
public final class OnnxReader {

  /** The side of an axis of which nothing is said. */
  static final String UNKNOWN = "?";

  private final @Nullable Path folder;

  private OnnxReader(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * Returns what a file holds.
   *
   * @throws MalformedFileException if it is not an ONNX file or is damaged, or a tensor of it lies
   *     in a file that is missing, too short, or not in the model's folder
   * @throws IOException if a file cannot be read
   */
  public static OnnxModel read(Path file) throws IOException {
    String name = "onnx: " + file;
    long size = Files.size(file);
    if (size > Integer.MAX_VALUE - 8) {
      throw new MalformedFileException(
          name
              + ": the file has "
              + size
              + " bytes, 2 GB are the limit of the format; keep tensors in a file beside it");
    }
    MemoryLimit.ofHeap().take(name, "the file", size, 0);
    Path folder = file.toAbsolutePath().getParent();
    return new OnnxReader(folder).model(ProtoReader.of(name, Files.readAllBytes(file)));
  }

  /**
   * Returns what bytes hold, which must not be changed afterwards.
   *
   * @throws MalformedFileException as {@link #read(Path)} does, and if a tensor lies in a file
   */
  public static OnnxModel read(byte[] bytes) throws MalformedFileException {
    return new OnnxReader(null).model(ProtoReader.of("onnx", bytes));
  }

  private OnnxModel model(ProtoReader in) throws MalformedFileException {
    long irVersion = 0;
    String producer = "";
    String producerVersion = "";
    Map<String, Long> opsets = new LinkedHashMap<>();
    ImmutableSet.Builder<String> functions = ImmutableSet.builder();
    Map<String, String> metadata = new LinkedHashMap<>();
    OnnxGraph graph = null;
    while (in.next()) {
      switch (in.field()) {
        case Fields.MODEL_IR_VERSION -> irVersion = in.int64();
        case Fields.MODEL_PRODUCER -> producer = in.string();
        case Fields.MODEL_PRODUCER_VERSION -> producerVersion = in.string();
        case Fields.MODEL_OPSET -> opset(in.message(), opsets);
        case Fields.MODEL_METADATA -> entry(in.message(), metadata);
        case Fields.MODEL_FUNCTION -> functions.add(name(in.message(), Fields.FUNCTION_NAME));
        case Fields.MODEL_GRAPH -> {
          if (graph != null) {
            throw in.malformed("there are two graphs; the file is damaged, save it again");
          }
          graph = graph(in.message());
        }
        default -> {}
      }
    }
    if (graph == null) {
      throw in.malformed("there is no graph; the file is damaged or of another kind");
    }
    return new OnnxModel(
        irVersion,
        producer,
        producerVersion,
        ImmutableMap.copyOf(opsets),
        functions.build(),
        ImmutableMap.copyOf(metadata),
        graph);
  }

  private static void opset(ProtoReader in, Map<String, Long> opsets)
      throws MalformedFileException {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case Fields.OPSET_DOMAIN -> domain = in.string();
        case Fields.OPSET_VERSION -> version = in.int64();
        default -> {}
      }
    }
    Long before = opsets.put(own(domain), version);
    if (before != null && before != version) {
      throw in.malformed(
          "the operators of the domain \"%s\" are of two versions, %s and %s; the file is damaged",
          domain, before, version);
    }
  }

  /** The domain of ONNX has a name too. */
  private static String own(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  private static void entry(ProtoReader in, Map<String, String> entries)
      throws MalformedFileException {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case Fields.ENTRY_KEY -> key = in.string();
        case Fields.ENTRY_VALUE -> value = in.string();
        default -> {}
      }
    }
    entries.put(key, value);
  }

  private static String name(ProtoReader in, int field) throws MalformedFileException {
    String name = "";
    while (in.next()) {
      if (in.field() == field) {
        name = in.string();
      }
    }
    return name;
  }

  private OnnxGraph graph(ProtoReader in) throws MalformedFileException {
    String name = "";
    ImmutableList.Builder<OnnxNode> nodes = ImmutableList.builder();
    ImmutableList.Builder<OnnxTensor> initializers = ImmutableList.builder();
    ImmutableList.Builder<OnnxValue> inputs = ImmutableList.builder();
    ImmutableList.Builder<OnnxValue> outputs = ImmutableList.builder();
    while (in.next()) {
      switch (in.field()) {
        case Fields.GRAPH_NAME -> name = in.string();
        case Fields.GRAPH_NODE -> nodes.add(node(in.message()));
        case Fields.GRAPH_INITIALIZER -> initializers.add(tensor(in.message()));
        case Fields.GRAPH_INPUT -> inputs.add(value(in.message()));
        case Fields.GRAPH_OUTPUT -> outputs.add(value(in.message()));
        case Fields.GRAPH_SPARSE_INITIALIZER ->
            throw in.malformed(
                "there is a sparse initializer, which is not read; write it as a dense tensor");
        default -> {}
      }
    }
    return new OnnxGraph(
        name, nodes.build(), initializers.build(), inputs.build(), outputs.build());
  }

  private OnnxNode node(ProtoReader in) throws MalformedFileException {
    String name = "";
    String operator = "";
    String domain = "";
    ImmutableList.Builder<String> inputs = ImmutableList.builder();
    ImmutableList.Builder<String> outputs = ImmutableList.builder();
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case Fields.NODE_NAME -> name = in.string();
        case Fields.NODE_OPERATOR -> operator = in.string();
        case Fields.NODE_DOMAIN -> domain = own(in.string());
        case Fields.NODE_INPUT -> inputs.add(in.string());
        case Fields.NODE_OUTPUT -> outputs.add(in.string());
        case Fields.NODE_ATTRIBUTE -> attribute(in.message(), attributes);
        default -> {}
      }
    }
    return new OnnxNode(
        name, operator, domain, inputs.build(), outputs.build(), ImmutableMap.copyOf(attributes));
  }

  private void attribute(ProtoReader in, Map<String, OnnxAttribute> attributes)
      throws MalformedFileException {
    String name = "";
    long type = 0;
    float number = 0;
    long whole = 0;
    String text = "";
    OnnxTensor tensor = null;
    OnnxGraph graph = null;
    FloatArrayList numbers = new FloatArrayList();
    LongArrayList wholes = new LongArrayList();
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    while (in.next()) {
      switch (in.field()) {
        case Fields.ATTRIBUTE_NAME -> name = in.string();
        case Fields.ATTRIBUTE_TYPE -> type = in.int64();
        case Fields.ATTRIBUTE_FLOAT -> number = in.float32();
        case Fields.ATTRIBUTE_INT -> whole = in.int64();
        case Fields.ATTRIBUTE_STRING -> text = in.string();
        case Fields.ATTRIBUTE_TENSOR -> tensor = tensor(in.message());
        case Fields.ATTRIBUTE_GRAPH -> graph = graph(in.message());
        case Fields.ATTRIBUTE_FLOATS -> in.float32s(numbers);
        case Fields.ATTRIBUTE_INTS -> in.int64s(wholes);
        case Fields.ATTRIBUTE_STRINGS -> texts.add(in.string());
        default -> {}
      }
    }
    OnnxAttribute before =
        attributes.put(
            name,
            switch (Ints.saturatedCast(type)) {
              case Fields.TYPE_FLOAT -> new OnnxAttribute.Real(number);
              case Fields.TYPE_INT -> new OnnxAttribute.Whole(whole);
              case Fields.TYPE_STRING -> new OnnxAttribute.Text(text);
              case Fields.TYPE_TENSOR -> new OnnxAttribute.Constant(there(in, name, tensor));
              case Fields.TYPE_GRAPH -> new OnnxAttribute.Branch(there(in, name, graph));
              case Fields.TYPE_FLOATS -> {
                ImmutableDoubleArray.Builder all = ImmutableDoubleArray.builder(numbers.size());
                numbers.forEach(all::add);
                yield new OnnxAttribute.Numbers(all.build());
              }
              case Fields.TYPE_INTS ->
                  new OnnxAttribute.Wholes(ImmutableLongArray.copyOf(wholes.toLongArray()));
              case Fields.TYPE_STRINGS -> new OnnxAttribute.Texts(texts.build());
              default -> new OnnxAttribute.Other(type);
            });
    if (before != null) {
      throw in.malformed(
          "a node has two attributes \"%s\"; the file is damaged, save it again", name);
    }
  }

  private static <T> T there(ProtoReader in, String name, @Nullable T value)
      throws MalformedFileException {
    if (value == null) {
      throw in.malformed(
          "the attribute \"%s\" says that it is a tensor or a graph, and there is none; the file is"
              + " damaged",
          name);
    }
    return value;
  }

  private OnnxTensor tensor(ProtoReader in) throws MalformedFileException {
    return new TensorFields(folder).read(in);
  }

  private static OnnxValue value(ProtoReader in) throws MalformedFileException {
    String name = "";
    OnnxType type = OnnxType.UNDEFINED;
    ImmutableList.Builder<String> sides = ImmutableList.builder();
    while (in.next()) {
      if (in.field() == Fields.VALUE_NAME) {
        name = in.string();
      } else if (in.field() == Fields.VALUE_TYPE) {
        ProtoReader kinds = in.message();
        while (kinds.next()) {
          if (kinds.field() == Fields.TYPE_TENSOR_TYPE) {
            type = tensorType(kinds.message(), sides);
          }
        }
      }
    }
    return new OnnxValue(name, type, sides.build());
  }

  private static OnnxType tensorType(ProtoReader in, ImmutableList.Builder<String> sides)
      throws MalformedFileException {
    OnnxType type = OnnxType.UNDEFINED;
    while (in.next()) {
      if (in.field() == Fields.TENSOR_TYPE_ELEMENT) {
        type = OnnxType.of(in.int64());
      } else if (in.field() == Fields.TENSOR_TYPE_SHAPE) {
        ProtoReader shape = in.message();
        while (shape.next()) {
          if (shape.field() == Fields.SHAPE_DIMENSION) {
            sides.add(side(shape.message()));
          }
        }
      }
    }
    return type;
  }

  /** Some files say that nothing is known of a side by an empty name or a negative number. */
  private static String side(ProtoReader in) throws MalformedFileException {
    String side = UNKNOWN;
    while (in.next()) {
      if (in.field() == Fields.DIMENSION_VALUE) {
        long number = in.int64();
        side = number < 0 ? UNKNOWN : Long.toString(number);
      } else if (in.field() == Fields.DIMENSION_NAME) {
        side = in.string();
      }
    }
    return side.isEmpty() ? UNKNOWN : side;
  }
}
