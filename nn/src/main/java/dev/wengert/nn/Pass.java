package dev.wengert.nn;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.wengert.Key;
import dev.wengert.Replay;
import dev.wengert.Tensor;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a forward run needs besides data: the mode, the values, the random key; and what
 * the run would change.
 *
 * <p>Since the mode is here and not in the layers, dropout cannot be left on by accident; since
 * statistics are only noted here, probing a layer a hundred times does not move its running mean. A
 * pass serves one forward run.
 */
public final class Pass {

  private final Model<?> model;
  private final Values values;
  private final @Nullable Key key;
  private final IdentityHashMap<Component, Integer> uses;
  private final Notes notes;

  /** What stands for a parameter or a statistic. */
  private final IdentityHashMap<Object, Tensor> replaced;

  private final @Nullable PassObserver observer;

  Pass(Model<?> model, Values values, @Nullable Key key) {
    this(model, values, key, null);
  }

  /**
   * What a run leaves besides its result.
   *
   * @param updates the new values of statistics
   * @param captured what components computed
   */
  private record Notes(Map<String, Tensor> updates, ListMultimap<String, Tensor> captured) {

    static Notes none() {
      return new Notes(new LinkedHashMap<>(), LinkedListMultimap.create());
    }

    Notes copy() {
      return new Notes(new LinkedHashMap<>(updates), LinkedListMultimap.create(captured));
    }
  }

  /** Makes a pass that tells somebody which layers are run in it. */
  Pass(Model<?> model, Values values, @Nullable Key key, @Nullable PassObserver observer) {
    this(
        model,
        values,
        key,
        new IdentityHashMap<>(),
        Notes.none(),
        new IdentityHashMap<>(),
        observer);
  }

  private Pass(
      Model<?> model,
      Values values,
      @Nullable Key key,
      IdentityHashMap<Component, Integer> uses,
      Notes notes,
      IdentityHashMap<Object, Tensor> replaced,
      @Nullable PassObserver observer) {
    this.model = model;
    this.values = values;
    this.key = key;
    this.uses = uses;
    this.notes = notes;
    this.replaced = replaced;
    this.observer = observer;
  }

  /**
   * Returns this pass with a parameter standing for a computed tensor: a layer that is run with it
   * uses that tensor as its weight, and needs to know nothing of it. All else is this pass's own:
   * what is noted or drawn there is noted and drawn here.
   *
   * @throws IllegalArgumentException if the parameter is not declared in the model or the dtype or
   *     shape differ from its value's
   */
  public Pass with(Parameter parameter, Tensor value) {
    Tensor own = value(parameter);
    Preconditions.checkArgument(
        value.spec().equals(own.spec()),
        "with: the parameter %s is %s, its stand-in %s; keep dtype and shape",
        model.path(parameter),
        own.spec(),
        value.spec());
    IdentityHashMap<Object, Tensor> all = new IdentityHashMap<>(replaced);
    all.put(parameter, value);
    return new Pass(model, values, key, uses, notes, all, observer);
  }

  /**
   * Returns this pass with parameters and statistics standing for computed tensors, and notes of
   * its own. Draws are this pass's.
   */
  Pass apart(IdentityHashMap<Object, Tensor> standIns) {
    return new Pass(model, values, key, uses, Notes.none(), standIns, observer);
  }

  /** Notes what a pass apart from this one has noted. */
  void note(Values updates, ListMultimap<String, Tensor> captured) {
    notes().updates().putAll(updates.byPath());
    notes().captured().putAll(captured);
  }

  /**
   * Returns this pass in inference mode, for a part of the model that does not train while the rest
   * does: what is run with it drops nothing, normalizes by its running statistics and notes no new
   * ones. Gradients flow through it as ever.
   *
   * {@snippet class="dev.wengert.nn.SnippetsTest" region="frozen"}
   */
  public Pass inference() {
    return key == null ? this : new Pass(model, values, null, uses, notes, replaced, observer);
  }

  /**
   * Returns a layer's output in this pass: {@code layer.forward(x, pass)}, where whoever looks at
   * the pass from outside sees it too. Layers that hold others run them by this.
   */
  public Tensor run(Layer layer, Tensor x) {
    return observer == null ? layer.forward(x, this) : run(layer, () -> layer.forward(x, this));
  }

  /** Returns what a component that takes more than one input computes, as {@link #run} does. */
  public Tensor run(Component component, Supplier<Tensor> computation) {
    if (observer == null) {
      return computation.get();
    }
    String path = model.path(component);
    observer.entered(path);
    return observer.left(this, path, computation.get());
  }

  /**
   * Returns this pass with somebody who sees, and may change, what components compute: those that
   * are {@linkplain #run run}, as all are that stacks and blocks of the library hold. A component
   * that a user's code runs by its {@code forward} is not seen. All else is this pass's own.
   * PyTorch: {@code register_module_forward_hook}.
   *
   * <p>What a hook computes is part of the run: derivatives go through it, and a program holds it.
   * A component in a {@link Remat} is seen again in the second run.
   *
   * @param hook called when a component ends; of several the one given first is called first
   */
  public Pass hooked(Hook hook) {
    return followed(
        (pass, path, y) -> {
          Tensor after = hook.of(path, y);
          Preconditions.checkArgument(
              after.spec().equals(y.spec()),
              "hooked (%s): the hook returned %s for %s; keep dtype and shape",
              path,
              after.spec(),
              y.spec());
          return after;
        });
  }

  private Pass followed(PassObserver last) {
    PassObserver all = observer == null ? last : observer.followedBy(last);
    return new Pass(model, values, key, uses, notes, replaced, all);
  }

  /**
   * Returns this pass with a function that sees, and may change, what one component computes, as
   * {@link #hooked(Hook)} does. PyTorch: {@code Module.register_forward_hook}.
   *
   * {@snippet class="dev.wengert.nn.SnippetsTest" region="hooked"}
   *
   * @throws IllegalArgumentException if the model has no component of that path
   */
  public Pass hooked(String path, UnaryOperator<Tensor> change) {
    model.checkComponent("hooked", path);
    return hooked((each, y) -> each.equals(path) ? change.apply(y) : y);
  }

  /**
   * Returns this pass keeping what some components compute, to be {@linkplain #captured(String)
   * had} after the run: those that are {@linkplain #run run}, as all are that stacks and blocks of
   * the library hold.
   *
   * {@snippet class="dev.wengert.nn.SnippetsTest" region="capturing"}
   *
   * <p>They are tensors of the run, traced as its result is. Of a component within a function that
   * is transformed in itself, mapped over, say, or {@linkplain dev.wengert.Autodiff#checkpoint run
   * again} otherwise than by {@link Remat}, they are that function's, and serve there.
   *
   * @param paths of the components; none for all
   * @throws IllegalArgumentException if the model has no component of a path
   */
  public Pass capturing(String... paths) {
    ImmutableSet<String> wanted = ImmutableSet.copyOf(paths);
    wanted.forEach(path -> model.checkComponent("capturing", path));
    return followed(
        (pass, path, y) -> {
          if (wanted.isEmpty() || wanted.contains(path)) {
            pass.notes().captured().put(path, y);
          }
          return y;
        });
  }

  /** Returns what was {@linkplain #capturing captured}, by path, in the order of the run. */
  public ImmutableListMultimap<String, Tensor> captured() {
    return ImmutableListMultimap.copyOf(notes().captured());
  }

  /**
   * Returns what a component has computed in this pass.
   *
   * @throws IllegalArgumentException if it was not {@linkplain #capturing captured}, or ran several
   *     times
   */
  public Tensor captured(String path) {
    List<Tensor> found = notes().captured().get(path);
    Preconditions.checkArgument(
        found.size() == 1,
        "captured: %s was captured %s times, there are %s; name it in capturing(...), run it by"
            + " pass.run, and take what ran several times from captured()",
        path,
        found.size(),
        notes().captured().keySet());
    return found.get(0);
  }

  /** Returns whether this is a training pass; else it is one for inference. */
  public boolean isTraining() {
    return key != null;
  }

  /** Returns whether layers that wait for the shape of their input are made in this pass. */
  boolean isShaping() {
    return model.isOpen();
  }

  /** Returns the model that is run. */
  public Model<?> model() {
    return model;
  }

  /**
   * Returns the value of a parameter, or what {@linkplain #with stands} for it.
   *
   * @throws IllegalArgumentException if the parameter is not declared in the model
   */
  public Tensor value(Parameter parameter) {
    Tensor standIn = replaced.get(parameter);
    return standIn == null ? values.get(model.path(parameter)) : standIn;
  }

  /**
   * Returns the value of a statistic.
   *
   * @throws IllegalArgumentException if the statistic is not declared in the model
   */
  public Tensor value(Statistic statistic) {
    Tensor standIn = replaced.get(statistic);
    return standIn == null ? values.get(model.path(statistic)) : standIn;
  }

  /**
   * Notes the new value of a statistic; of several in one pass the last counts.
   *
   * @throws IllegalArgumentException if the statistic is not declared in the model or the shape
   *     differs
   */
  public void update(Statistic statistic, Tensor value) {
    String path = model.path(statistic);
    Preconditions.checkArgument(
        value.spec().equals(values.get(path).spec()),
        "update: the statistic %s is %s, its new value %s; keep dtype and shape",
        path,
        values.get(path).spec(),
        value.spec());
    notes().updates().put(path, value);
  }

  /** Returns the noted new values of statistics, to be taken over after the step. */
  public Values updates() {
    return new Values(ImmutableMap.copyOf(notes().updates()));
  }

  private Notes notes() {
    return Replay.state(notes, Notes::copy);
  }

  /**
   * Checks what a component was given. The message names the component by its path in the model:
   * {@code dense (encoder.0.query): the input does not fit ...}.
   *
   * @param component the component that asks
   * @param operation its name in messages
   * @param holds what must be so
   * @param template the rest of the message, with {@code %s} for each of the actual values
   * @throws IllegalArgumentException if it is not so
   */
  @FormatMethod
  public void check(
      Component component,
      String operation,
      boolean holds,
      @FormatString String template,
      @Nullable Object... actual) {
    if (!holds) {
      String path = model.path(component);
      String place = path.isEmpty() ? "" : " (" + path + ")";
      throw new IllegalArgumentException(
          operation + place + ": " + String.format(template, actual));
    }
  }

  /**
   * Checks that an input has the dtype of the model's parameters. The message names the component
   * as {@link #check} does.
   *
   * @throws IllegalArgumentException if it has another
   */
  public void checkType(Component component, String operation, Tensor x) {
    check(
        component,
        operation,
        x.dtype() == model.dtype(),
        "the input has not the parameters' dtype: x is %s, they are %s; convert it with to(%s)",
        x.spec(),
        model.dtype(),
        model.dtype());
  }

  /**
   * Returns what a component's operation computes. Where the operation refuses what it was given,
   * the message names the component by its path: {@code maxPool (features.2): the window does not
   * fit ...}.
   *
   * @param component the component that computes
   * @param operation what it computes
   * @throws IllegalArgumentException if the operation throws one
   * @throws IndexOutOfBoundsException if the operation throws one
   */
  public Tensor named(Component component, Supplier<Tensor> operation) {
    try {
      return operation.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(located(component, e), e);
    } catch (IndexOutOfBoundsException e) {
      IndexOutOfBoundsException named = new IndexOutOfBoundsException(located(component, e));
      named.initCause(e);
      throw named;
    }
  }

  private @Nullable String located(Component component, RuntimeException refusal) {
    String message = refusal.getMessage();
    String path = model.path(component);
    if (message == null || path.isEmpty()) {
      return message;
    }
    int end = message.indexOf(": ");
    boolean isLocated = end > 0 && message.charAt(end - 1) == ')';
    return end < 0 || isLocated
        ? message
        : message.substring(0, end) + " (" + path + ")" + message.substring(end);
  }

  /**
   * Returns the random key for a component's next use in this pass. It depends on the pass's key,
   * on the component's path and on how often it was asked for, and on nothing else. Where a
   * {@linkplain dev.wengert.Autodiff#checkpoint checkpoint} runs something again it is counted from
   * where the first run began.
   *
   * @throws IllegalStateException in an inference pass, which draws nothing
   * @throws IllegalArgumentException if the component is not declared in the model
   */
  public Key key(Component component) {
    Preconditions.checkState(
        key != null, "key: an inference pass draws nothing; ask isTraining() first");
    IdentityHashMap<Component, Integer> counts = Replay.state(uses, IdentityHashMap::new);
    return key.fold(model.path(component)).fold(counts.merge(component, 1, Integer::sum));
  }
}
