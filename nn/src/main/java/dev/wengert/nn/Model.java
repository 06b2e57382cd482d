package dev.wengert.nn;

import com.google.common.base.Joiner;
import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import java.lang.ref.WeakReference;
import java.util.IdentityHashMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A component with everything in it named: the root of a network.
 *
 * <p>A model has no values. {@link #initialize} draws the first ones; each training step makes new
 * ones of old.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="model"}
 *
 * @param <M> the type of the root
 */
public final class Model<M extends Component> {

  private final M root;
  private final DType dtype;
  private final ImmutableBiMap<Parameter, String> parameters;
  private final ImmutableBiMap<Statistic, String> statistics;
  private final IdentityHashMap<Component, String> components;
  private final ImmutableMap<String, Spec> specs;
  private final boolean isOpen;

  /**
   * The values that were last found to be this model's: most passes have those of the one before.
   */
  private volatile WeakReference<Values> fitting = new WeakReference<>(null);

  private Model(M root, DType dtype, boolean isOpen) {
    Preconditions.checkArgument(
        dtype.isFloating(), "model: the dtype is not floating: %s; use FLOAT32 or FLOAT64", dtype);
    Declarations declarations = Declarations.of(root, isOpen);
    this.isOpen = isOpen;
    this.root = root;
    this.dtype = dtype;
    this.parameters = declarations.parameters();
    this.statistics = declarations.statistics();
    this.components = declarations.components();
    ImmutableMap.Builder<String, Spec> all = ImmutableMap.builder();
    parameters.forEach((parameter, path) -> all.put(path, new Spec(dtype, parameter.shape())));
    statistics.forEach((statistic, path) -> all.put(path, new Spec(dtype, statistic.shape())));
    this.specs = all.buildOrThrow();
  }

  /** Returns the model of a root, in FLOAT32. */
  public static <M extends Component> Model<M> of(M root) {
    return of(root, DType.FLOAT32);
  }

  /**
   * Returns the model of a root.
   *
   * @param dtype the dtype of all parameters and statistics
   * @throws IllegalArgumentException if the dtype is not floating or two things have one path
   */
  public static <M extends Component> Model<M> of(M root, DType dtype) {
    return new Model<>(root, dtype, false);
  }

  /**
   * Returns the model of a root in which layers wait for the shape of their input: {@link Lazy}.
   * They are made in one run on an input without values. Parameters have the dtype of the input if
   * that is floating, else FLOAT32.
   *
   * {@snippet class="dev.wengert.nn.LazyTest" region="lazy"}
   *
   * @param input an input of the model: its shape with as many examples as wanted
   * @throws IllegalArgumentException if the root does not take the input, or two things have one
   *     path
   * @throws IllegalStateException if a layer asks for a value, or one that waits is not run
   */
  public static <M extends Layer> Model<M> shaped(M root, Spec input) {
    return shaped(root, input, input.dtype().isFloating() ? input.dtype() : DType.FLOAT32);
  }

  /**
   * Returns the model of a root in which layers wait for the shape of their input, as {@link
   * #shaped(Layer, Spec)} does.
   *
   * @param dtype the dtype of all parameters and statistics
   */
  public static <M extends Layer> Model<M> shaped(M root, Spec input, DType dtype) {
    new Model<>(root, dtype, true).output(input);
    return of(root, dtype);
  }

  /** Returns whether layers may be in it that wait for the shape of their input. */
  boolean isOpen() {
    return isOpen;
  }

  /** Returns the root. */
  public M root() {
    return root;
  }

  /** Returns the dtype of all parameters and statistics. */
  public DType dtype() {
    return dtype;
  }

  /** Returns the parameters by path, in the order of declaration. */
  public ImmutableMap<String, Parameter> parameters() {
    return parameters.inverse();
  }

  /** Returns the statistics by path, in the order of declaration. */
  public ImmutableMap<String, Statistic> statistics() {
    return statistics.inverse();
  }

  /** Returns dtype and shape of each parameter and statistic by path, parameters first. */
  public ImmutableMap<String, Spec> specs() {
    return specs;
  }

  /** Returns how many numbers all parameters hold; no value is needed to tell. */
  public long parameterCount() {
    long count = 0;
    for (Parameter parameter : parameters.keySet()) {
      count += parameter.shape().size();
    }
    return count;
  }

  String path(Parameter parameter) {
    String path = parameters.get(parameter);
    return path == null ? Undeclared.refuse("the parameter " + parameter) : path;
  }

  String path(Statistic statistic) {
    String path = statistics.get(statistic);
    return path == null ? Undeclared.refuse("the statistic " + statistic) : path;
  }

  String path(Component component) {
    String path = components.get(component);
    return path == null ? Undeclared.refuse(component) : path;
  }

  void checkComponent(String operation, String path) {
    TreeSet<String> all = new TreeSet<>(components.values());
    if (!all.contains(path)) {
      Undeclared.refuse(operation, path, all);
    }
  }

  /**
   * Returns the first values of all parameters and statistics; each draws from a key of its own, or
   * follows what another drew.
   */
  public Values initialize(Key key) {
    ImmutableMap.Builder<String, Tensor> values = ImmutableMap.builder();
    parameters.forEach(
        (parameter, path) ->
            values.put(
                path,
                parameter
                    .initializer()
                    .draw(key.fold(path(parameter.origin())), new Spec(dtype, parameter.shape()))));
    statistics.forEach(
        (statistic, path) -> {
          Parameter origin = statistic.origin();
          Key own = key.fold(origin == null ? path : path(origin));
          values.put(path, statistic.initializer().draw(own, new Spec(dtype, statistic.shape())));
        });
    return new Values(values.buildOrThrow());
  }

  /**
   * Returns a pass for training.
   *
   * @throws IllegalArgumentException if the values are not this model's; the message names all
   *     differences
   */
  public Pass training(Values values, Key key) {
    checkFit("training", values);
    return new Pass(this, values, key);
  }

  /**
   * Returns a pass for inference.
   *
   * @throws IllegalArgumentException if the values are not this model's; the message names all
   *     differences
   */
  public Pass inference(Values values) {
    checkFit("inference", values);
    return new Pass(this, values, null);
  }

  /** Returns a pass for training that tells somebody which layers are run in it. */
  Pass observed(Values values, Key key, PassObserver observer) {
    checkFit("training", values);
    return new Pass(this, values, key, observer);
  }

  @SuppressWarnings("ReferenceEquality") // values are immutable
  private void checkFit(String operation, Values values) {
    if (fitting.get() == values) {
      return;
    }
    ImmutableList<String> differences = values.differences(specs);
    Preconditions.checkArgument(
        differences.isEmpty(),
        "%s: the values are not this model's, they differ in %s of its tensors: %s; give what"
            + " initialize(...) or reading returns for it, or what training made of that",
        operation,
        differences.size(),
        Joiner.on("; ").join(differences));
    fitting = new WeakReference<>(values);
  }

  /**
   * What one training pass and its backward walk give.
   *
   * @param loss the loss, a scalar
   * @param gradients the loss's gradient for each parameter
   * @param statistics the new values of statistics
   */
  public record Step(Tensor loss, Values gradients, Values statistics) {}

  /** A scalar loss as a function of a root and a pass. */
  @FunctionalInterface
  public interface Loss<M> {
    /** Returns the loss of one forward run. */
    Tensor of(M root, Pass pass);
  }

  /**
   * Runs a training pass and returns the loss with its gradients for all parameters. Nothing is
   * changed: the caller decides what becomes of the gradients and of the statistics.
   *
   * <p>All three leave the tape of this run and no other trace: where values, or what the loss
   * takes from outside, are differentiated or mapped over, so are they.
   *
   * @throws IllegalArgumentException if the loss is not a scalar, or depends on no parameter
   */
  public Step differentiate(Values values, Key key, Loss<? super M> loss) {
    return ModelGradients.step(this, values, key, loss);
  }

  /** Returns the parameters' values out of those of parameters and statistics. */
  public Values parametersOf(Values values) {
    return values.only(parameters().keySet());
  }

  /**
   * Returns a loss as a function of the parameters' values, {@link #parametersOf}: what every
   * transformation of {@link Autodiff} takes.
   *
   * {@snippet class="dev.wengert.nn.SnippetsTest" region="objective"}
   *
   * @param values where the statistics stay
   * @param key what each run draws from, the same for all
   * @throws IllegalArgumentException if the values are not this model's
   */
  public Function<Values, Tensor> objective(Values values, Key key, Loss<? super M> loss) {
    checkFit("objective", values);
    return parameters -> loss.of(root, training(values.with(parameters), key));
  }

  /**
   * A scalar loss of some examples.
   *
   * @param <M> the type of the model's root
   * @param <E> the type of the examples
   */
  @FunctionalInterface
  public interface ExampleLoss<M, E> {
    /** Returns the loss of one forward run. */
    Tensor of(M root, Pass pass, E examples);
  }

  /**
   * Returns the gradient of each example's loss for all parameters, in one run: what a loop over
   * batches of one example gives, with one more axis in front.
   *
   * {@snippet class="dev.wengert.nn.SnippetsTest" region="perExample"}
   *
   * @param examples a tensor [N, ...], or a structure of such, of which {@link dev.wengert.Leaves}
   *     tells
   * @param key what the pass draws from: a mask of dropout is the same for each example
   * @param loss is given one example as a batch of one, [1, ...], and asks for no value
   * @return for each parameter [N, ...], by its path
   * @throws IllegalArgumentException if the values are not this model's, the loss is not a scalar,
   *     or the examples' first sides differ
   */
  public <E> Values gradientsByExample(
      Values values, Key key, E examples, ExampleLoss<? super M, E> loss) {
    return ModelGradients.byExample(this, values, key, examples, loss);
  }

  /**
   * Returns the model as a function, with fixed values.
   *
   * @throws IllegalArgumentException if the values are not this model's, or the root is no layer
   */
  public Predictor predictor(Values values) {
    checkFit("predictor", values);
    return new Predictor(this, layer("predictor"), values);
  }

  private Layer layer(String operation) {
    if (root instanceof Layer layer) {
      return layer;
    }
    throw new IllegalArgumentException(
        operation
            + ": the root is no Layer: "
            + Structure.label(root)
            + "; run it with a pass of inference(values)");
  }

  /** Returns a table of the components: what each is, its path, and how many parameters it owns. */
  public ModelTable table() {
    return ModelTable.of(this);
  }

  /**
   * Returns a table of the components as {@link #table()} does, with what their outputs are and how
   * much they compute in inference, where they are layers that the model, and stacks in it, run. No
   * values are made, however large the model is.
   *
   * @param input an input of the model: its shape with as many examples as wanted
   * @throws IllegalArgumentException if the root is no layer, or does not take the input
   * @throws IllegalStateException if a layer asks for a value
   */
  public ModelTable table(Spec input) {
    Layer layer = layer("table");
    return Trial.table(
        this, input.toString(), Tensor.zeros(input), (root, pass, x) -> pass.run(layer, x));
  }

  /**
   * Returns a table of the components as {@link #table(Spec)} does, of a root that is no layer or
   * takes more than one input.
   *
   * {@snippet class="dev.wengert.nn.ModelTableTest" region="run"}
   *
   * @param inputs a tensor, or any structure of them, of which {@link Leaves} tells; what a
   *     function makes of them alone is computed
   * @param run what is counted, in inference
   * @throws IllegalStateException if a layer asks for a value
   */
  public <E> ModelTable table(E inputs, ExampleLoss<? super M, E> run) {
    return Trial.table(this, "one run", inputs, run);
  }

  /** Returns {@link #table()} as text. */
  public String summary() {
    return table().toString();
  }

  /**
   * Returns {@link #table(Spec)} as text.
   *
   * @throws IllegalArgumentException if the root is no layer, or does not take the input
   * @throws IllegalStateException if a layer asks for a value
   */
  public String summary(Spec input) {
    return table(input).toString();
  }

  /**
   * Returns dtype and shape of what the model makes of an input in inference. No values are made,
   * however large the model is.
   *
   * {@snippet class="dev.wengert.nn.SnippetsTest" region="output"}
   *
   * @param input an input of the model: its shape with as many examples as wanted
   * @throws IllegalArgumentException if the root is no layer, or does not take the input
   * @throws IllegalStateException if a layer asks for a value
   */
  public Spec output(Spec input) {
    return Trial.output(this, layer("output"), input);
  }

  /** Returns the tree of components, with the shapes of what each owns. */
  @Override
  public String toString() {
    return Structure.of(root);
  }
}
