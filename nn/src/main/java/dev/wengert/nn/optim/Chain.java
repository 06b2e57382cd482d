package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.nn.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Transformations one after the other, each given the updates of the one before it.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="chain"}
 *
 * <p>A named optimiser, {@link Adam} say, is a chain itself and may stand in one; what is clipped
 * before it, or averaged after it, stands beside it. What looks at each number by itself is one
 * loop with the scaling that follows it, and with the addition at the end.
 *
 * <p>The state is that of the links by their names; the second of a name has a 2 behind it.
 */
public final class Chain implements GradientTransformation<ImmutableMap<String, Object>> {

  /**
   * What is done at once.
   *
   * @param name the name of its first link
   * @param link its first link, the only one with a state
   * @param stretch the loop that it is; null for a link that is none
   */
  private record Piece(String name, GradientTransformation<?> link, @Nullable Stretch stretch) {

    static ImmutableList<Piece> all(ImmutableMap<String, GradientTransformation<?>> links) {
      ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
      ImmutableList<String> names = links.keySet().asList();
      ImmutableList<GradientTransformation<?>> all = ImmutableList.copyOf(links.values());
      int at = 0;
      while (at < all.size()) {
        String name = names.get(at);
        GradientTransformation<?> link = all.get(at);
        at += link instanceof Folded ? 0 : 1;
        if (!(link instanceof Pointwise) && !(link instanceof Folded)) {
          pieces.add(new Piece(name, link, null));
          continue;
        }
        List<Folded> folded = new ArrayList<>();
        while (at < all.size() && all.get(at) instanceof Folded factor) {
          folded.add(factor);
          at++;
        }
        Pointwise head = link instanceof Pointwise first ? first : Plain.INSTANCE;
        pieces.add(new Piece(name, link, new Stretch(head, folded)));
      }
      return pieces.build();
    }
  }

  private final ImmutableMap<String, GradientTransformation<?>> links;
  private final ImmutableList<Piece> pieces;

  private Chain(ImmutableMap<String, GradientTransformation<?>> links) {
    this.links = links;
    this.pieces = Piece.all(links);
  }

  /** Returns a chain of these links; chains and named optimisers among them are taken apart. */
  public static Chain of(GradientTransformation<?>... links) {
    List<GradientTransformation<?>> all = new ArrayList<>();
    for (GradientTransformation<?> link : links) {
      addTo(all, link);
    }
    Map<String, GradientTransformation<?>> named = new LinkedHashMap<>();
    for (GradientTransformation<?> link : all) {
      String name = link.name();
      for (int count = 2; named.containsKey(name); count++) {
        name = link.name() + count;
      }
      named.put(name, link);
    }
    return new Chain(ImmutableMap.copyOf(named));
  }

  private static void addTo(List<GradientTransformation<?>> all, GradientTransformation<?> link) {
    if (link instanceof Chain chain) {
      all.addAll(chain.links.values());
    } else if (link instanceof UpdateRule rule) {
      all.addAll(rule.chain().links.values());
    } else {
      all.add(link);
    }
  }

  /** Returns the links by the names that their states have. */
  public ImmutableMap<String, GradientTransformation<?>> links() {
    return links;
  }

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public ImmutableList<GradientTransformation<?>> parts() {
    return ImmutableList.copyOf(links.values());
  }

  @Override
  public ImmutableMap<String, Object> init(Values parameters) {
    ImmutableMap.Builder<String, Object> state = ImmutableMap.builder();
    links.forEach((name, link) -> state.put(name, link.init(parameters)));
    return state.buildOrThrow();
  }

  @Override
  public Update<ImmutableMap<String, Object>> update(
      Values updates, ImmutableMap<String, Object> state, StepContext context) {
    return run(updates, state, context, false);
  }

  /** Returns the parameters that the updates are added to, in the place of the updates. */
  Update<ImmutableMap<String, Object>> apply(
      Values updates, ImmutableMap<String, Object> state, StepContext context) {
    return run(updates, state, context, true);
  }

  @Override
  public Values evaluated(Values parameters, ImmutableMap<String, Object> state) {
    Values result = parameters;
    for (Map.Entry<String, GradientTransformation<?>> link : links.entrySet()) {
      result = evaluated(link.getValue(), result, part(state, link.getKey()));
    }
    return result;
  }

  private Update<ImmutableMap<String, Object>> run(
      Values updates, ImmutableMap<String, Object> state, StepContext context, boolean isOnto) {
    Map<String, Object> next = new LinkedHashMap<>(state);
    Values current = updates;
    boolean isApplied = false;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      Stretch stretch = piece.stretch();
      if (stretch == null) {
        Update<?> update = updated(piece.link(), current, part(state, piece.name()), context);
        checkFits(piece.name(), update.updates(), current);
        current = update.updates();
        next.put(piece.name(), update.state());
        continue;
      }
      isApplied = isOnto && i == pieces.size() - 1;
      boolean remembers = piece.link() instanceof Pointwise;
      Slots own = remembers ? (Slots) part(state, piece.name()) : Slots.NONE;
      Update<Slots> update =
          isApplied ? stretch.apply(current, own, context) : stretch.update(current, own, context);
      current = update.updates();
      if (remembers) {
        next.put(piece.name(), update.state());
      }
    }
    if (isOnto && !isApplied) {
      current = Stretch.of(Plain.INSTANCE).apply(current, Slots.NONE, context).updates();
    }
    return new Update<>(current, ImmutableMap.copyOf(next));
  }

  private static void checkFits(String name, Values after, Values before) {
    Preconditions.checkArgument(
        after.byPath().keySet().equals(before.byPath().keySet()),
        "%s: the updates are of %s, and were of %s; return one for each that is given",
        name,
        after.byPath().keySet(),
        before.byPath().keySet());
    before
        .byPath()
        .forEach(
            (path, update) ->
                Preconditions.checkArgument(
                    after.get(path).spec().equals(update.spec()),
                    "%s: the update of %s is %s, and was %s; keep dtype and shape",
                    name,
                    path,
                    after.get(path).spec(),
                    update.spec()));
  }

  private static Object part(ImmutableMap<String, Object> state, String name) {
    return Objects.requireNonNull(
        state.get(name),
        () ->
            "chain: the state has no part "
                + name
                + " but "
                + state.keySet()
                + "; begin with what init(...) returns");
  }

  @SuppressWarnings("unchecked") // a link's own state
  private static <S> Update<S> updated(
      GradientTransformation<S> link, Values updates, Object state, StepContext context) {
    return link.update(updates, (S) state, context);
  }

  @SuppressWarnings("unchecked") // a link's own state
  private static <S> Values evaluated(
      GradientTransformation<S> link, Values parameters, Object state) {
    return link.evaluated(parameters, (S) state);
  }

  /** Returns the links. */
  @Override
  public String toString() {
    return "Chain" + links.values();
  }
}
