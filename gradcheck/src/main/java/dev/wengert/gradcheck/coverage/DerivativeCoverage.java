package dev.wengert.gradcheck.coverage;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import com.google.common.html.HtmlEscapers;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.wengert.Primitive;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * A record of which derivatives of which operations were exercised.
 *
 * <p>It observes functions by a {@link Trace} inside all others: each operation is executed as it
 * is, and notes when a tape runs its pullback or forward mode its pushforward. Values are not
 * changed. It may be shared by threads.
 */
public final class DerivativeCoverage {

  private static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

  /** What the names of derived operations have in them. */
  private static final String DERIVATIVE = ".pullback";

  private final Map<String, Set<Exercise>> exercised = new ConcurrentSkipListMap<>();

  /** What a piece of work is observed by. */
  private record Scope(DerivativeCoverage coverage, boolean property) {}

  /** Makes an empty record. */
  public DerivativeCoverage() {}

  /**
   * Runs some work whose gradient checks this observes.
   *
   * @param property whether the work is a property, on random shapes and values
   * @throws X what the work throws
   */
  public <T, X extends Throwable> T collect(boolean property, ScopedValue.CallableOp<T, X> work)
      throws X {
    return ScopedValue.where(CURRENT, new Scope(this, property)).call(work);
  }

  /** Returns the function, observed by whoever collects where this is called; itself if nobody. */
  public static Function<List<Tensor>, Tensor> observed(Function<List<Tensor>, Tensor> function) {
    if (!CURRENT.isBound()) {
      return function;
    }
    Scope scope = CURRENT.get();
    return scope.coverage.observe(function, scope.property);
  }

  /** Returns a function that does the same and is observed. */
  public Function<List<Tensor>, Tensor> observe(
      Function<List<Tensor>, Tensor> function, boolean property) {
    return inputs -> new Observer(property).run(function, inputs);
  }

  /** Names operations that are to be in the table even if nothing of them is exercised. */
  public void expect(Collection<String> operations) {
    for (String operation : operations) {
      row(operation);
    }
  }

  /** A derivative is no operation of its own here: its derivative is the second one. */
  void note(String operation, Exercise exercise) {
    if (!operation.contains(DERIVATIVE)) {
      row(operation).add(exercise);
    }
  }

  private Set<Exercise> row(String operation) {
    return exercised.computeIfAbsent(operation, name -> Sets.newConcurrentHashSet());
  }

  /** Returns what was exercised of each operation. */
  public ImmutableSortedMap<String, ImmutableSet<Exercise>> table() {
    ImmutableSortedMap.Builder<String, ImmutableSet<Exercise>> table =
        ImmutableSortedMap.naturalOrder();
    exercised.forEach((name, exercises) -> table.put(name, Sets.immutableEnumSet(exercises)));
    return table.build();
  }

  /** Returns the table as JSON: an object of operations, each an object of truth values. */
  public String toJson() {
    JsonObject operations = new JsonObject();
    table()
        .forEach(
            (name, exercises) -> {
              JsonObject row = new JsonObject();
              for (Exercise exercise : EnumSet.allOf(Exercise.class)) {
                row.addProperty(exercise.label(), exercises.contains(exercise));
              }
              operations.add(name, row);
            });
    JsonObject json = new JsonObject();
    json.addProperty("schemaVersion", 1);
    json.add("operations", operations);
    return new GsonBuilder().setPrettyPrinting().create().toJson(json);
  }

  /** Returns the table as one HTML page that needs nothing else. */
  public String toHtml() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang='en'><head>");
    html.append("<meta charset='utf-8'><title>Derivative coverage</title><style>");
    html.append("body{font:15px/1.4 system-ui,sans-serif;margin:2rem}td,th{padding:.2rem .8rem;");
    html.append("text-align:left}tr:nth-child(even){background:#f6f6f6}.yes{color:#2e7d32}");
    html.append(".no{color:#c62828}</style></head><body><h1>Derivative coverage</h1><table><tr>");
    html.append("<th>operation</th>");
    for (Exercise exercise : EnumSet.allOf(Exercise.class)) {
      html.append("<th>").append(exercise.label()).append("</th>");
    }
    html.append("</tr>\n");
    table()
        .forEach(
            (name, exercises) -> {
              html.append("<tr><th>");
              html.append(HtmlEscapers.htmlEscaper().escape(name)).append("</th>");
              for (Exercise exercise : EnumSet.allOf(Exercise.class)) {
                boolean yes = exercises.contains(exercise);
                html.append(yes ? "<td class='yes'>yes</td>" : "<td class='no'>no</td>");
              }
              html.append("</tr>\n");
            });
    return html.append("</table></body></html>\n").toString();
  }

  /** The trace that hands each operation on as an {@link Observed} one. */
  private final class Observer extends Trace {
    private final boolean property;

    Observer(boolean property) {
      this.property = property;
    }

    Tensor run(Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
      List<Tensor> lifted = new ArrayList<>(inputs.size());
      for (Tensor input : inputs) {
        lifted.add(lift(input, null));
      }
      return lower(function.apply(lifted));
    }

    @Override
    protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
      Tensor[] lowered = new Tensor[inputs.length];
      for (int i = 0; i < lowered.length; i++) {
        lowered[i] = lower(inputs[i]);
      }
      Primitive observed =
          primitive instanceof Differentiated
              ? primitive
              : new Observed(primitive, DerivativeCoverage.this, property);
      Tensor[] outputs = observed.applyAll(lowered);
      Tensor[] lifted = new Tensor[outputs.length];
      for (int i = 0; i < lifted.length; i++) {
        lifted[i] = lift(outputs[i], null);
      }
      return lifted;
    }
  }
}
