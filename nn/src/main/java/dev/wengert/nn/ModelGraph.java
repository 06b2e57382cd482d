package dev.wengert.nn;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.io.Graphs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A drawing of what one training pass of a model records: parameters under their paths, and what a
 * layer computes in a frame of its path.
 *
 * <p>A layer is framed where it is run by {@link Pass#run}, as stacks do; what a layer within it
 * computes otherwise stands in its own frame.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="graph"}
 */
public final class ModelGraph {

  private final Tape tape;

  /** From each place where another layer goes on, the path of that layer. */
  private final NavigableMap<Integer, String> layers;

  private ModelGraph(Tape tape, NavigableMap<Integer, String> layers) {
    this.tape = tape;
    this.layers = layers;
  }

  /**
   * Runs a training pass and returns the drawing of it.
   *
   * @throws IllegalArgumentException if the values are not this model's
   */
  public static <M extends Component> ModelGraph of(
      Model<M> model, Values values, Key key, Model.Loss<? super M> loss) {
    Tape tape = new Tape();
    Values watched =
        values.map(
            (path, value) ->
                model.parameters().containsKey(path) ? tape.watch(value, path) : value);
    NavigableMap<Integer, String> layers = new TreeMap<>();
    Deque<String> running = new ArrayDeque<>();
    running.push("");
    Pass pass =
        model.observed(
            watched,
            key,
            new PassObserver() {
              @Override
              public void entered(String path) {
                running.push(path);
                layers.put(tape.places(), path);
              }

              @Override
              public Tensor left(Pass in, String path, Tensor y) {
                running.pop();
                layers.put(tape.places(), running.element());
                return y;
              }
            });
    loss.of(model.root(), pass);
    return new ModelGraph(tape, layers);
  }

  /** Returns the entries, in the order of recording. */
  public ImmutableList<Tape.Step> steps() {
    return tape.steps();
  }

  /** Returns the path of the layer that an entry belongs to; the empty text for none. */
  public String layer(Tape.Step step) {
    if (step.isWatch()) {
      String path = step.operation();
      return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }
    var layer = layers.floorEntry(step.firstOutput());
    return layer == null ? "" : layer.getValue();
  }

  /** Returns the drawing as a DOT digraph, which Graphviz draws. */
  public String dot() {
    return Graphs.dot(tape, this::layer);
  }

  /** Returns the drawing as a Mermaid flowchart, which Markdown viewers draw. */
  public String mermaid() {
    return Graphs.mermaid(tape, this::layer);
  }
}
