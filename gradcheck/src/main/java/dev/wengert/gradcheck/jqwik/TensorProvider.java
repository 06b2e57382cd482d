package dev.wengert.gradcheck.jqwik;

import dev.wengert.Tensor;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** Gives jqwik the tensors for {@code @ForAll Tensor}, as its annotations say. */
public final class TensorProvider implements ArbitraryProvider {

  /** Makes the provider; jqwik does. */
  public TensorProvider() {}

  @Override
  public boolean canProvideFor(TypeUsage targetType) {
    return targetType.isOfType(Tensor.class);
  }

  @Override
  public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypes) {
    TensorArbitrary tensors = TensorArbitraries.tensors();
    Rank rank = targetType.findAnnotation(Rank.class).orElse(null);
    if (rank != null) {
      tensors = tensors.rank(rank.min(), rank.max());
    }
    Sides sides = targetType.findAnnotation(Sides.class).orElse(null);
    if (sides != null) {
      tensors = tensors.sides(sides.value());
    }
    Away away = targetType.findAnnotation(Away.class).orElse(null);
    if (away != null) {
      tensors = tensors.away(away.from(), away.by());
    }
    Distinct distinct = targetType.findAnnotation(Distinct.class).orElse(null);
    if (distinct != null) {
      tensors = tensors.distinct(distinct.gap());
    }
    return Set.of(tensors);
  }
}
