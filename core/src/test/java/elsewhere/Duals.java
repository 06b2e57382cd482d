package elsewhere;

import dev.wengert.Primitive;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A forward mode: each tensor has its tangent attached. */
final class Duals extends Trace {

  /** A value and its tangent. */
  record Pushed(Tensor value, Tensor tangent) {}

  static Pushed push(UnaryOperator<Tensor> f, Tensor x, Tensor tangent) {
    Duals duals = new Duals();
    Tensor y = duals.leave(f.apply(duals.lift(x, tangent)));
    Tensor pushed = duals.tangent(y);
    return new Pushed(duals.lower(y), pushed == null ? Tensor.zeros(y.spec()) : pushed);
  }

  private @Nullable Tensor tangent(Tensor x) {
    return (Tensor) attachment(x);
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] values = new Tensor[inputs.length];
    Arrays.setAll(values, i -> lower(inputs[i]));
    @Nullable Tensor[] tangents = new @Nullable Tensor[inputs.length];
    Arrays.setAll(tangents, i -> tangent(inputs[i]));
    Tensor[] outputs = primitive.applyAll(values);
    @Nullable Tensor[] pushed = primitive.pushforward(values, outputs, tangents);
    Tensor[] results = new Tensor[outputs.length];
    Arrays.setAll(results, i -> pushed[i] == null ? outputs[i] : lift(outputs[i], pushed[i]));
    return results;
  }

  @Override
  protected boolean differentiates(Tensor tensor) {
    return true;
  }

  /** The gradient of a dual number, when nobody weighs it by another. */
  @Override
  protected @Nullable Tensor[] pullThrough(Walk walk, Tensor output, Tensor cotangent) {
    @Nullable Tensor[] found = walk.pull(lower(output), lower(cotangent));
    Tensor tangent = tangent(output);
    @Nullable Tensor[] tangents =
        tangent == null
            ? new @Nullable Tensor[walk.places()]
            : walk.pull(tangent, lower(cotangent));
    for (int i = 0; i < found.length; i++) {
      if (found[i] != null && tangents[i] != null) {
        found[i] = lift(found[i], tangents[i]);
      }
    }
    return found;
  }
}
