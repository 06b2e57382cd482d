package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Activations;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ActivationTest {

  @Test
  void eachFunctionHasALayerOfItsName() throws ReflectiveOperationException {
    Tensor x = Draws.normal(1, 3, 4).times(3);
    int functions = 0;
    for (Method function : Activations.class.getDeclaredMethods()) {
      boolean isUnary = Arrays.equals(function.getParameterTypes(), new Class<?>[] {Tensor.class});
      if (Modifier.isPublic(function.getModifiers()) && isUnary) {
        Method factory = Activation.class.getMethod(function.getName());
        same((Activation) factory.invoke(null), (Tensor) function.invoke(null, x), x);
        functions++;
      }
    }
    assertThat(functions).isEqualTo(16);
    TreeSet<String> layers = new TreeSet<>();
    for (Method method : Activation.class.getDeclaredMethods()) {
      if (Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers())) {
        layers.add(method.getName());
      }
    }
    TreeSet<String> names = new TreeSet<>(java.util.Set.of("glu", "softmax", "logSoftmax"));
    for (Method function : Activations.class.getDeclaredMethods()) {
      if (Modifier.isPublic(function.getModifiers())) {
        names.add(function.getName());
      }
    }
    assertThat(layers).isEqualTo(names);
  }

  @Test
  void parametersAreHandedOn() {
    Tensor x = Draws.normal(2, 3, 4);
    same(Activation.leakyRelu(), Activations.leakyRelu(x, 0.01), x);
    same(Activation.leakyRelu(0.3), Activations.leakyRelu(x, 0.3), x);
    same(Activation.elu(0.3), Activations.elu(x, 0.3), x);
    same(Activation.celu(0.3), Activations.celu(x, 0.3), x);
    same(Activation.glu(1), Activations.glu(x, 1), x);
    same(Activation.softmax(0), Activations.softmax(x, 0), x);
    same(Activation.logSoftmax(-1), Activations.logSoftmax(x, -1), x);
    same(new Activation(UnaryOperator.identity()), x, x);
  }

  private static void same(Activation layer, Tensor expected, Tensor x) {
    assertThat(Draws.run(Draws.model(layer), Values.empty(), x).toDoubleArray())
        .isEqualTo(expected.toDoubleArray());
  }

  @Test
  void gradients() {
    ImmutableMap<String, Activation> smooth =
        ImmutableMap.of(
            "elu", Activation.elu(0.7),
            "leakyRelu", Activation.leakyRelu(),
            "softmax", Activation.softmax(1),
            "logSoftmax", Activation.logSoftmax(0),
            "gelu", Activation.gelu());
    smooth.forEach((name, layer) -> LayerCheck.check(layer, Draws.normal(3, 2, 3)));
  }

  @Test
  void aRefusalNamesThePath() {
    assertThatThrownBy(
            () ->
                Draws.run(
                    Draws.model(Sequential.of(Activation.softmax(1))),
                    Values.empty(),
                    Tensor.of(1.0)))
        .hasMessage("softmax (0): no such axis: 1 of shape [1]; axes go from -1 to 0");
  }
}
