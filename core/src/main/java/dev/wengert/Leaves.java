package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that a structure is made of, their names, and how the same structure is made of
 * others: what lets a derivative be taken by a record of parameters, or a map of them, as by a
 * single tensor. JAX calls such a structure a pytree.
 *
 * <p>A structure is one of these, nested in any way:
 *
 * <ul>
 *   <li>a {@link Tensor}, a leaf;
 *   <li>a record, taken apart by its components in the order of declaration. Its class must be
 *       visible from here: on the class path any is, in a named module it is public and exported,
 *       or its package is open to this one;
 *   <li>a {@link List}, whose parts are named by their numbers; what is made is an {@link
 *       ImmutableList};
 *   <li>a {@link Map} with text as keys, in its own order; what is made is an {@link ImmutableMap};
 *   <li>what implements {@link Structured}.
 * </ul>
 *
 * <p>Anything else, a number or null, say, is no leaf and stays what it is; but arrays, sets and
 * optional values with tensors in them are refused, since those would not be seen. A leaf is named
 * by the way to it, {@code encoder.weight} or {@code layers.0.bias}; a tensor by itself has no
 * name.
 *
 * @param <T> the structure's type
 */
public final class Leaves<T> {

  private final ImmutableList<String> names;
  private final ImmutableList<Tensor> tensors;
  private final Node root;

  private Leaves(ImmutableList<String> names, ImmutableList<Tensor> tensors, Node root) {
    this.names = names;
    this.tensors = tensors;
    this.root = root;
  }

  /**
   * Takes a structure apart.
   *
   * @throws IllegalArgumentException if a record in it is not visible, a map has keys that are no
   *     text, a list or a map has a null, or there are tensors in an array, a set or an optional
   *     value
   */
  public static <T> Leaves<T> of(T structure) {
    if (structure instanceof Tensor tensor) {
      return new Leaves<>(ImmutableList.of(""), ImmutableList.of(tensor), Leaf.ONE);
    }
    Apart apart = new Apart();
    Node root = apart.node("", structure);
    return new Leaves<>(apart.names.build(), apart.tensors.build(), root);
  }

  /** Returns the tensors, in order. */
  public ImmutableList<Tensor> tensors() {
    return tensors;
  }

  /** Returns the way to each tensor, in order. */
  public ImmutableList<String> names() {
    return names;
  }

  /**
   * Returns the same structure of other tensors.
   *
   * @param others as many as there are
   * @throws IllegalArgumentException if there are more or fewer
   * @throws NullPointerException if the structure is null
   */
  @SuppressWarnings("unchecked") // what was taken apart is put together in the same classes
  public T with(List<Tensor> others) {
    Preconditions.checkArgument(
        others.size() == tensors.size(),
        "leaves: %s tensors for a structure of %s: %s",
        others.size(),
        tensors.size(),
        names);
    return (T)
        Preconditions.checkNotNull(
            root.made(new Taken(others)),
            "structure: it is null, of which nothing can be made; give or return a tensor, or a"
                + " list, a map or a record of them");
  }

  /**
   * Returns what a structure is without its tensors: equal for two that are of the same classes and
   * names, and equal in all that is no tensor. It can be a key of a map. JAX: {@code treedef}.
   */
  public Object form() {
    return root;
  }

  /**
   * Takes apart a structure that must be made as this one is, with the same names.
   *
   * @param operation who asks, for the message
   * @param what what the other one is, for the message
   * @throws IllegalArgumentException if it is made in another way
   */
  ImmutableList<Tensor> alike(String operation, String what, T other) {
    Leaves<T> leaves = of(other);
    Preconditions.checkArgument(
        leaves.names.equals(names),
        "%s: %s is made of other parts: %s for %s; give it the same structure",
        operation,
        what,
        leaves.names,
        names);
    return leaves.tensors;
  }

  /**
   * Checks that there may be tensors in it, which is not so of what is no structure at all.
   *
   * @param operation who asks, for the message
   */
  void checkIsStructure(String operation) {
    if (root instanceof Fixed fixed) {
      throw new IllegalArgumentException(
          operation
              + ": the argument has no tensors that could be seen: it is "
              + (fixed.value == null ? "null" : fixed.value.getClass().getSimpleName())
              + "; give a tensor, or a list, a map or a record of them");
    }
  }

  /** Returns how messages call a leaf: by its name, or else as what it is. */
  String called(String what, int leaf) {
    String name = names.get(leaf);
    return name.isEmpty() ? what : what + " " + name;
  }

  /** How a part is made of new tensors, which are taken one after the other. */
  private sealed interface Node {
    @Nullable Object made(Taken tensors);
  }

  private enum Leaf implements Node {
    ONE;

    @Override
    public Object made(Taken tensors) {
      return tensors.next();
    }
  }

  /** What is no leaf and has none. */
  private record Fixed(@Nullable Object value) implements Node {
    @Override
    public @Nullable Object made(Taken tensors) {
      return value;
    }
  }

  private record Listed(List<Node> parts) implements Node {
    @Override
    public Object made(Taken tensors) {
      return ImmutableList.copyOf(all(parts, tensors));
    }
  }

  private record Mapped(List<String> keys, List<Node> parts) implements Node {
    @Override
    public Object made(Taken tensors) {
      @Nullable Object[] values = all(parts, tensors);
      ImmutableMap.Builder<String, Object> map = ImmutableMap.builderWithExpectedSize(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        map.put(keys.get(i), Objects.requireNonNull(values[i]));
      }
      return map.buildOrThrow();
    }
  }

  private record Recorded(RecordShape shape, List<Node> parts) implements Node {
    @Override
    public Object made(Taken tensors) {
      return shape.made(all(parts, tensors));
    }
  }

  private record Other(Structured<?> like, List<String> keys, List<Node> parts) implements Node {
    @Override
    public Object made(Taken tensors) {
      return like.withParts(Arrays.asList(all(parts, tensors)));
    }

    /** What is equal of two is what their parts say: the values they are of have tensors. */
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Other other
          && like.getClass() == other.like.getClass()
          && keys.equals(other.keys)
          && parts.equals(other.parts);
    }

    @Override
    public int hashCode() {
      return Objects.hash(like.getClass(), keys, parts);
    }
  }

  private static @Nullable Object[] all(List<Node> parts, Taken tensors) {
    @Nullable Object[] made = new @Nullable Object[parts.size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = parts.get(i).made(tensors);
    }
    return made;
  }

  /** The tensors of which a structure is made, and how many of them are used. */
  private static final class Taken {
    private final List<Tensor> tensors;
    private int used;

    Taken(List<Tensor> tensors) {
      this.tensors = tensors;
    }

    Tensor next() {
      return tensors.get(used++);
    }
  }

  /** The walk that takes a structure apart. */
  private static final class Apart {
    private final ImmutableList.Builder<String> names = ImmutableList.builder();
    private final ImmutableList.Builder<Tensor> tensors = ImmutableList.builder();

    Node node(String name, @Nullable Object value) {
      return switch (value) {
        case null -> new Fixed(null);
        case Tensor tensor -> {
          names.add(name);
          tensors.add(tensor);
          yield Leaf.ONE;
        }
        case Structured<?> structured -> {
          ImmutableMap<String, ?> parts = structured.parts();
          yield new Other(
              structured, parts.keySet().asList(), nodes(name, parts.keySet(), parts.values()));
        }
        case List<?> list -> new Listed(listed(name, list));
        case Map<?, ?> map -> mapped(name, map);
        case Record some -> {
          RecordShape shape = RecordShape.of(some.getClass());
          yield new Recorded(shape, nodes(name, shape.names(), Arrays.asList(shape.parts(some))));
        }
        default -> {
          Preconditions.checkArgument(
              !holdsTensors(value),
              "structure: %s is %s, whose tensors would not be seen; give a list, a map or a record"
                  + " in its place",
              called(name),
              value.getClass().getSimpleName());
          yield new Fixed(value);
        }
      };
    }

    private static String called(String name) {
      return name.isEmpty() ? "it" : name;
    }

    /** Whether there are tensors in what is no structure and often holds some. */
    private static boolean holdsTensors(Object value) {
      return switch (value) {
        case Object[] array -> Arrays.stream(array).anyMatch(Apart::isTaken);
        case Collection<?> some -> some.stream().anyMatch(Apart::isTaken);
        case Optional<?> one -> one.isPresent() && isTaken(one.get());
        default -> false;
      };
    }

    private static boolean isTaken(@Nullable Object part) {
      return part != null && !of(part).tensors().isEmpty();
    }

    private List<Node> listed(String name, List<?> list) {
      List<Node> nodes = new ArrayList<>(list.size());
      int number = 0;
      for (Object part : list) {
        String way = below(name, Integer.toString(number++));
        checkThere(way, part);
        nodes.add(node(way, part));
      }
      return nodes;
    }

    private Node mapped(String name, Map<?, ?> map) {
      List<String> keys = new ArrayList<>(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Preconditions.checkArgument(
            entry.getKey() instanceof String,
            "structure: the keys of a map are text, and %s is none; a leaf is named by them",
            entry.getKey());
        keys.add((String) entry.getKey());
        checkThere(below(name, (String) entry.getKey()), entry.getValue());
      }
      return new Mapped(keys, nodes(name, keys, map.values()));
    }

    private static void checkThere(String way, @Nullable Object part) {
      Preconditions.checkArgument(
          part != null, "structure: %s is null; leave it out of the list or the map", way);
    }

    private List<Node> nodes(String name, Iterable<String> below, Iterable<?> parts) {
      List<Node> nodes = new ArrayList<>();
      var values = parts.iterator();
      for (String part : below) {
        nodes.add(node(below(name, part), values.next()));
      }
      return nodes;
    }

    private static String below(String name, String part) {
      return name.isEmpty() ? part : name + "." + part;
    }
  }
}
