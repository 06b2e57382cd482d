package elsewhere;

import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Finds the first NaN, forward or backward. */
final class FaultFinder extends Trace {

  private String walked = "";

  static Tensor find(UnaryOperator<Tensor> f, Tensor x) {
    FaultFinder finder = new FaultFinder();
    return finder.lower(finder.leave(f.apply(finder.lift(x, null))));
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] values = new Tensor[inputs.length];
    Arrays.setAll(values, i -> lower(inputs[i]));
    Tensor[] outputs = primitive.applyAll(values);
    for (Tensor output : outputs) {
      if (output.dtype().isFloating()
          && Arrays.stream(output.toDoubleArray()).anyMatch(Double::isNaN)) {
        throw new ArithmeticException("NaN in " + primitive.name() + walked);
      }
    }
    Arrays.setAll(outputs, i -> lift(outputs[i], null));
    return outputs;
  }

  @Override
  protected Pullback recorded(Primitive primitive, Pullback pullback) {
    return cotangents -> {
      String before = walked;
      walked = ", in the walk back over " + primitive.name();
      try {
        return pullback.pull(cotangents);
      } finally {
        walked = before;
      }
    };
  }
}
