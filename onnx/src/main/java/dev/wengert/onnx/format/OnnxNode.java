package dev.wengert.onnx.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * One operator and what it is applied to.
 *
 * @param name its name, which may be empty
 * @param operator the name of what is done
 * @param domain whose operator it is; ONNX's own are of the empty domain
 * @param inputs the names of what it takes; an optional one that is left out is empty
 * @param outputs the names of its results; one that nobody needs is empty
 * @param attributes what else it is told, by name
 */
public record OnnxNode(
    String name,
    String operator,
    String domain,
    ImmutableList<String> inputs,
    ImmutableList<String> outputs,
    ImmutableMap<String, OnnxAttribute> attributes) {

  /** Returns for example {@code MatMul "/layer/query"}; without a name by its first output. */
  @Override
  public String toString() {
    String known = name.isEmpty() && !outputs.isEmpty() ? outputs.get(0) : name;
    return (domain.isEmpty() ? "" : domain + ".") + operator + " \"" + known + "\"";
  }
}
