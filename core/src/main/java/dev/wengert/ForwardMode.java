package dev.wengert;

import org.jspecify.annotations.Nullable;

/** The trace of forward mode: each of its tensors carries its tangent along. */
final class ForwardMode extends Trace {

  /** Returns a tensor of this trace; a null tangent is zero. */
  Tensor dual(Tensor primal, @Nullable Tensor tangent) {
    return tangent == null ? primal : lift(primal, tangent);
  }

  /** Returns the value one level down of a tensor, whether or not this trace owns it. */
  Tensor primal(Tensor tensor) {
    return lower(tensor);
  }

  @Override
  protected boolean differentiates(Tensor tensor) {
    return tangent(tensor) != null;
  }

  /** Returns the tangent of a tensor; null if it is zero. */
  @Nullable Tensor tangent(Tensor tensor) {
    return (Tensor) attachment(tensor);
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] primals = new Tensor[inputs.length];
    @Nullable Tensor[] tangents = new @Nullable Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      primals[i] = lower(inputs[i]);
      tangents[i] = tangent(inputs[i]);
    }
    Region.Pushed region = primitive instanceof Region some ? some.push(primals, tangents) : null;
    Tensor[] outputs = region == null ? primitive.applyAll(primals) : region.outputs();
    if (!anyFloating(outputs)) {
      return outputs;
    }
    @Nullable Tensor[] pushed =
        region == null ? primitive.pushforward(primals, outputs, tangents) : region.tangents();
    Tensor[] result = new Tensor[outputs.length];
    for (int i = 0; i < result.length; i++) {
      Tensor tangent = pushed[i];
      if (tangent != null && !tangent.spec().equals(outputs[i].spec())) {
        throw new IllegalStateException(
            primitive.name()
                + ": the pushforward returned a tangent that does not fit result "
                + i
                + ": "
                + tangent.spec()
                + " for "
                + outputs[i].spec()
                + "; a tangent has its primal's dtype and shape");
      }
      result[i] = outputs[i].dtype().isFloating() ? dual(outputs[i], tangent) : outputs[i];
    }
    return result;
  }

  /** The gradient of a dual number is the gradient of its value, and as tangent that of its own. */
  @Override
  protected @Nullable Tensor[] pullThrough(Walk walk, Tensor output, Tensor cotangent) {
    Tensor value = lower(output);
    @Nullable Tensor[] found = walk.pull(value, lower(cotangent));
    addTangents(found, walk, tangent(output), lower(cotangent));
    addTangents(found, walk, value, tangent(cotangent));
    return found;
  }

  private void addTangents(
      @Nullable Tensor[] found, Walk walk, @Nullable Tensor output, @Nullable Tensor cotangent) {
    if (output == null || cotangent == null) {
      return;
    }
    @Nullable Tensor[] tangents = walk.pull(output, cotangent);
    for (int i = 0; i < found.length; i++) {
      Tensor tangent = tangents[i];
      if (tangent != null) {
        Tensor value = found[i] == null ? Tensor.zeros(tangent.spec()) : found[i];
        Tensor before = tangent(value);
        found[i] = dual(lower(value), before == null ? tangent : before.plus(tangent));
      }
    }
  }
}
