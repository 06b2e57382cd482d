package dev.wengert.ops;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Tensor;
import java.util.Optional;

/** One line of the reference file: an operation's inputs and what PyTorch computed from them. */
record ReferenceCase(int line, JsonObject json) {

  static ReferenceCase parse(int line, String text) {
    return new ReferenceCase(line, JsonParser.parseString(text).getAsJsonObject());
  }

  String op() {
    return json.get("op").getAsString();
  }

  Tensor tensor(String field) {
    return tensor(json.get(field));
  }

  ImmutableList<Tensor> tensors(String field) {
    ImmutableList.Builder<Tensor> result = ImmutableList.builder();
    for (JsonElement element : json.getAsJsonArray(field)) {
      result.add(tensor(element));
    }
    return result.build();
  }

  /** The tensor, where the output depends smoothly on the inputs. */
  Optional<Tensor> jvp() {
    return json.has("jvp") ? Optional.of(tensor("jvp")) : Optional.empty();
  }

  /** The operation's integer input, as INT32. */
  Tensor index() {
    JsonObject element = json.getAsJsonArray("indices").get(0).getAsJsonObject();
    int[] shape = ints(element.getAsJsonArray("shape"));
    return Tensor.wrap(ints(element.getAsJsonArray("data")), shape);
  }

  private JsonElement attribute(String name) {
    return json.getAsJsonObject("attrs").get(name);
  }

  int integer(String name) {
    return attribute(name).getAsInt();
  }

  double number(String name) {
    return attribute(name).getAsDouble();
  }

  boolean flag(String name) {
    return attribute(name).getAsBoolean();
  }

  String text(String name) {
    return attribute(name).getAsString();
  }

  int[] integers(String name) {
    return ints(attribute(name).getAsJsonArray());
  }

  Tensor constant(String name) {
    return tensor(attribute(name));
  }

  private static Tensor tensor(JsonElement element) {
    JsonObject object = element.getAsJsonObject();
    JsonArray data = object.getAsJsonArray("data");
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i).getAsDouble();
    }
    return Tensor.wrap(values, ints(object.getAsJsonArray("shape")));
  }

  private static int[] ints(JsonArray array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsInt();
    }
    return values;
  }
}
