package dev.wengert.nn.optim;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multiset;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.nn.Values;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the states of all links of all chains are tensors by name: {@code slot/parameter.path} as a
 * rule, with the link before it where two links have the same, and the chain before that where two
 * chains have the same.
 *
 * @param chains for each chain the parts of its links, by their names
 */
record StateLayout(ImmutableList<ImmutableMap<String, StatePart>> chains) {

  /**
   * Returns the layout of chains' states.
   *
   * @param states those of any values: they tell structure, dtypes and shapes
   * @param paths the parameters of all of them
   */
  static StateLayout of(List<ImmutableMap<String, Object>> states, ImmutableSet<String> paths) {
    Multiset<String> bare = HashMultiset.create();
    Multiset<String> linked = HashMultiset.create();
    for (ImmutableMap<String, Object> state : states) {
      state.forEach(
          (link, part) -> {
            for (String leaf : Leaves.of(part).names()) {
              String name = name(link, leaf, paths);
              bare.add(name);
              linked.add(link + "/" + name);
            }
          });
    }
    ImmutableList.Builder<ImmutableMap<String, StatePart>> chains = ImmutableList.builder();
    for (int chain = 0; chain < states.size(); chain++) {
      String number = "chain" + chain + "/";
      ImmutableMap.Builder<String, StatePart> parts = ImmutableMap.builder();
      for (Map.Entry<String, Object> state : states.get(chain).entrySet()) {
        String link = state.getKey();
        Leaves<Object> leaves = Leaves.of(state.getValue());
        ImmutableList.Builder<String> names = ImmutableList.builder();
        for (String leaf : leaves.names()) {
          String name = name(link, leaf, paths);
          String more = link + "/" + name;
          boolean isClear = linked.count(more) == 1;
          names.add(bare.count(name) == 1 ? name : isClear ? more : number + more);
        }
        parts.put(link, new StatePart(link, state.getValue(), leaves, names.build()));
      }
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
    ImmutableMap.Builder<String, Tensor> flat = ImmutableMap.builder();
    for (int chain = 0; chain < states.size(); chain++) {
      ImmutableMap<String, Object> state = states.get(chain);
      for (StatePart part : chains.get(chain).values()) {
        List<Tensor> tensors = part.tensors(Objects.requireNonNull(state.get(part.link())));
        for (int i = 0; i < tensors.size(); i++) {
          flat.put(part.names().get(i), tensors.get(i));
        }
      }
    }
    return new Values(flat.buildOrThrow());
  }

  /** Returns the state of a chain, made of tensors by name. */
  ImmutableMap<String, Object> state(int chain, Values flat) {
    ImmutableMap.Builder<String, Object> state = ImmutableMap.builder();
    for (StatePart part : chains.get(chain).values()) {
      state.put(part.link(), part.of(flat));
    }
    return state.buildOrThrow();
  }

  /** Returns dtype and shape of each tensor by name. */
  ImmutableMap<String, Spec> specs() {
    ImmutableMap.Builder<String, Spec> specs = ImmutableMap.builder();
    for (ImmutableMap<String, StatePart> chain : chains) {
      for (StatePart part : chain.values()) {
        for (int i = 0; i < part.names().size(); i++) {
          specs.put(part.names().get(i), part.leaves().tensors().get(i).spec());
        }
      }
    }
    return specs.buildOrThrow();
  }
}
