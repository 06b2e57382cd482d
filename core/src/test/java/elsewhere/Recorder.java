package elsewhere;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Barrier;
import dev.wengert.Composite;
import dev.wengert.Primitive;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes a function down as a list of kernels, without computing anything, and runs the list. */
final class Recorder extends Trace {

  /** One line: a negative place is that of a constant, counted from -1. */
  private record Line(
      String name, Kernel kernel, ImmutableIntArray from, int first, ImmutableList<Spec> results) {}

  private final List<Line> lines = new ArrayList<>();
  private final List<Tensor> constants = new ArrayList<>();
  private int places;

  /** What was recorded; the arguments have the first places. */
  record Program(List<Line> lines, List<Tensor> constants, int places, ImmutableIntArray outputs) {

    List<String> names() {
      return lines.stream().map(Line::name).toList();
    }

    List<Tensor> run(List<Tensor> arguments) {
      Buffer[] values = new Buffer[places];
      Arrays.setAll(values, i -> i < arguments.size() ? arguments.get(i).buffer() : null);
      for (Line line : lines) {
        Buffer[] in = new Buffer[line.from.length()];
        Arrays.setAll(in, i -> value(values, line.from.get(i)));
        Buffer[] out = Wengert.device().run(line.kernel, in, line.results.toArray(Spec[]::new));
        System.arraycopy(out, 0, values, line.first, out.length);
      }
      return outputs.stream().mapToObj(i -> Tensor.wrap(value(values, i))).toList();
    }

    private Buffer value(Buffer[] values, int place) {
      return place < 0 ? constants.get(-1 - place).buffer() : values[place];
    }
  }

  static Program record(UnaryOperator<List<Tensor>> f, Spec... specs) {
    Recorder recorder = new Recorder();
    List<Tensor> results = f.apply(Arrays.stream(specs).map(recorder::next).toList());
    int[] outputs = new int[results.size()];
    Arrays.setAll(outputs, i -> recorder.at(recorder.leave(results.get(i))));
    return new Program(
        recorder.lines, recorder.constants, recorder.places, ImmutableIntArray.copyOf(outputs));
  }

  private Tensor next(Spec spec) {
    return symbol(spec, places++);
  }

  private int at(Tensor tensor) {
    if (attachment(tensor) instanceof Integer place) {
      return place;
    }
    constants.add(tensor);
    return -constants.size();
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    if (primitive instanceof Composite composite) {
      return inline(composite, inputs);
    }
    int[] from = new int[inputs.length];
    Arrays.setAll(from, i -> at(inputs[i]));
    Spec[] specs = new Spec[inputs.length];
    Arrays.setAll(specs, i -> inputs[i].spec());
    Spec[] results = primitive.infer(specs);
    String name = primitive instanceof Barrier ? "| " + inputs.length : primitive.name();
    lines.add(
        new Line(
            name,
            primitive.lower(specs),
            ImmutableIntArray.copyOf(from),
            places,
            ImmutableList.copyOf(results)));
    Tensor[] symbols = new Tensor[results.length];
    Arrays.setAll(symbols, i -> next(results[i]));
    return symbols;
  }

  @Override
  protected Tensor reveal(Tensor tensor) {
    throw new IllegalStateException("record: a value was asked for: " + tensor.spec());
  }
}
