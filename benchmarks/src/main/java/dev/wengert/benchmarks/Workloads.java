package dev.wengert.benchmarks;

import com.google.common.base.Preconditions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** All workloads by name: {@code W1/base}. */
final class Workloads {

  private static final Map<String, Supplier<Workload>> ALL = all();

  private Workloads() {}

  private static Map<String, Supplier<Workload>> all() {
    Map<String, Supplier<Workload>> all = new LinkedHashMap<>();
    for (W1.Variant variant : W1.Variant.values()) {
      all.put("W1/" + variant, () -> new W1(variant));
    }
    all.put("W2/base", W2::new);
    all.put("W3/layernorm", CotangentWorkload::layerNorm);
    all.put("W4/batchnorm", CotangentWorkload::batchNorm);
    all.put("W5/elementwise", GradientWorkload::elementwise);
    for (W6.Variant variant : W6.Variant.values()) {
      all.put("W6/" + variant, () -> new W6(variant));
    }
    all.put("W7/chain", GradientWorkload::chain);
    all.put("W8/base", W8::new);
    all.put("W9/base", W9::new);
    all.put("W10/base", W10::new);
    all.put("transformer/12", TransformerStep::new);
    for (W1.Variant variant : List.of(W1.Variant.BASE, W1.Variant.L2, W1.Variant.DROPOUT)) {
      all.put("W1/layers-" + variant, () -> LayerWorkload.w1(variant));
    }
    all.put("W2/layers", LayerWorkload::w2);
    all.put("W3/layers", LayerWorkload::w3);
    all.put("W4/layers", LayerWorkload::w4);
    all.put("W8/layers", LayerWorkload::w8);
    all.put("W9/layers", LayerWorkload::w9);
    all.put("encoder/forward", EncoderWorkload::new);
    for (OperationWorkload operation : OperationWorkload.values()) {
      all.put("operation/" + operation, operation::draw);
    }
    return all;
  }

  /** Returns the names, in order. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /** Returns a workload with its data drawn. */
  static Workload draw(String name) {
    Supplier<Workload> make = ALL.get(name);
    Preconditions.checkArgument(
        make != null, "workloads: there is none named %s; give one of %s", name, ALL.keySet());
    return make.get();
  }
}
