package dev.wengert.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.program.Program;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A program leaves out a transposed copy only where the library gives the same bits without. */
class TransposedOperandsProperties {

  /** Sizes on both sides of where libraries go over to kernels for small matrices. */
  @Property(seed = "81", tries = 60)
  void theBitsAreThoseOfCopies(@ForAll long seed) {
    Random random = Seeds.random(seed);
    DType dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
    int most = new int[] {4, 24, 80, 260}[random.nextInt(4)];
    int m = 1 + random.nextInt(most);
    int n = 1 + random.nextInt(most);
    int k = 1 + random.nextInt(most);
    boolean turnsA = random.nextBoolean();
    boolean turnsB = random.nextBoolean() || !turnsA;
    Key key = Key.of(seed);
    Tensor a = turnsA ? key.normal(dtype, k, m) : key.normal(dtype, m, k);
    Tensor b = turnsB ? key.fold(1).normal(dtype, n, k) : key.fold(1).normal(dtype, k, n);
    BinaryOperator<Tensor> f =
        (x, y) -> MatMul.of(turnsA ? x.transpose() : x, turnsB ? y.transpose() : y, false, false);
    Tensor compiled =
        Program.of(in -> List.of(f.apply(in.get(0), in.get(1))), a.spec(), b.spec())
            .run(a, b)
            .get(0);
    assertThat(compiled.toDoubleArray()).containsExactly(f.apply(a, b).toDoubleArray());
  }
}
