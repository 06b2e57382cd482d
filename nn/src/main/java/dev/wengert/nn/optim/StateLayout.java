package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multiset;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.nn.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the states of all links of all chains are tensors by name: {@code slot/parameter.path} as a
 * rule, with the link before it where two links have the same, and the chain before that where two
 * chains have the same.
 */
final class StateLayout {

  /** The state of one link: its structure, and the names of its tensors. */
  private record Part(Leaves<Object> like, ImmutableList<String> names) {}

  /** For each chain, the parts of its links. */
  private final ImmutableList<ImmutableMap<String, Part>> chains;

  private StateLayout(ImmutableList<ImmutableMap<String, Part>> chains) {
    this.chains = chains;
  }

  /**
   * Returns the layout of chains' states.
   *
   * @param states those of any values: they tell structure, dtypes and shapes
   * @param paths the parameters of all of them
   */
  static StateLayout of(List<ImmutableMap<String, Object>> states, ImmutableSet<String> paths) {
    List<ImmutableMap<String, Leaves<Object>>> all = new ArrayList<>();
    Multiset<String> bare = HashMultiset.create();
    Multiset<String> linked = HashMultiset.create();
    for (ImmutableMap<String, Object> state : states) {
      ImmutableMap.Builder<String, Leaves<Object>> parts = ImmutableMap.builder();
      state.forEach(
          (link, part) -> {
            Leaves<Object> leaves = Leaves.of(part);
            parts.put(link, leaves);
            for (String leaf : leaves.names()) {
              String name = name(link, leaf, paths);
              bare.add(name);
              linked.add(link + "/" + name);
            }
          });
      all.add(parts.buildOrThrow());
    }
    ImmutableList.Builder<ImmutableMap<String, Part>> chains = ImmutableList.builder();
    for (int chain = 0; chain < all.size(); chain++) {
      ImmutableMap.Builder<String, Part> parts = ImmutableMap.builder();
      int number = chain;
      all.get(chain)
          .forEach(
              (link, leaves) -> {
                ImmutableList.Builder<String> names = ImmutableList.builder();
                for (String leaf : leaves.names()) {
                  String name = name(link, leaf, paths);
                  String more = link + "/" + name;
                  names.add(
                      bare.count(name) == 1
                          ? name
                          : linked.count(more) == 1 ? more : "chain" + number + "/" + more);
                }
                parts.put(link, new Part(leaves, names.build()));
              });
      chains.add(parts.buildOrThrow());
    }
    return new StateLayout(chains.build());
  }

  /** Returns the leaf's name with a slash before the parameter's path, if it ends with one. */
  private static String name(String link, String leaf, ImmutableSet<String> paths) {
    if (leaf.isEmpty() || paths.contains(leaf)) {
      return leaf.isEmpty() ? link : link + "/" + leaf;
    }
    for (int dot = leaf.indexOf('.'); dot >= 0; dot = leaf.indexOf('.', dot + 1)) {
      if (paths.contains(leaf.substring(dot + 1))) {
        return leaf.substring(0, dot) + "/" + leaf.substring(dot + 1);
      }
    }
    return leaf;
  }

  /** Returns the tensors of chains' states by name. */
  Values flat(List<ImmutableMap<String, Object>> states) {
    Map<String, Tensor> flat = new LinkedHashMap<>();
    for (int i = 0; i < states.size(); i++) {
      ImmutableMap<String, Object> state = states.get(i);
      chains
          .get(i)
          .forEach(
              (link, part) -> {
                Leaves<Object> leaves =
                    Leaves.of(java.util.Objects.requireNonNull(state.get(link)));
                check(link, part, leaves);
                for (int leaf = 0; leaf < part.names.size(); leaf++) {
                  flat.put(part.names.get(leaf), leaves.tensors().get(leaf));
                }
              });
    }
    return new Values(ImmutableMap.copyOf(flat));
  }

  private static void check(String link, Part part, Leaves<Object> leaves) {
    Preconditions.checkArgument(
        leaves.names().equals(part.like.names()),
        "%s: the next state is made of %s, and was of %s; keep the structure that init(...)"
            + " returns",
        link,
        leaves.names(),
        part.like.names());
    for (int i = 0; i < leaves.tensors().size(); i++) {
      Spec now = leaves.tensors().get(i).spec();
      Spec before = part.like.tensors().get(i).spec();
      Preconditions.checkArgument(
          now.equals(before),
          "%s: the next state's %s is %s, and was %s; keep dtype and shape",
          link,
          part.names.get(i),
          now,
          before);
    }
  }

  /** Returns the state of a chain, made of tensors by name. */
  ImmutableMap<String, Object> state(int chain, Values flat) {
    ImmutableMap.Builder<String, Object> state = ImmutableMap.builder();
    chains
        .get(chain)
        .forEach(
            (link, part) -> {
              List<Tensor> tensors = new ArrayList<>(part.names.size());
              part.names.forEach(name -> tensors.add(flat.get(name)));
              state.put(link, part.like.with(tensors));
            });
    return state.buildOrThrow();
  }

  /** Returns dtype and shape of each tensor by name. */
  ImmutableMap<String, Spec> specs() {
    ImmutableMap.Builder<String, Spec> specs = ImmutableMap.builder();
    for (ImmutableMap<String, Part> chain : chains) {
      for (Part part : chain.values()) {
        for (int i = 0; i < part.names.size(); i++) {
          specs.put(part.names.get(i), part.like.tensors().get(i).spec());
        }
      }
    }
    return specs.buildOrThrow();
  }
}
