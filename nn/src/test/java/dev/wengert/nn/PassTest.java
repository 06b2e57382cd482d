package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Sequential;
import org.junit.jupiter.api.Test;

class PassTest {

  private static final Tensor X = Tensor.of(1.0, 2.0);

  private static void refused(RuntimeException thrown, String message) {
    Activation throwing =
        new Activation(
            x -> {
              throw thrown;
            });
    Model<Sequential> model = Model.of(Sequential.of(Activation.relu(), Sequential.of(throwing)));
    assertThatThrownBy(() -> model.root().forward(X, model.inference(Values.empty())))
        .isInstanceOf(thrown.getClass())
        .hasMessage(message);
  }

  @Test
  void aRefusalIsNamedByPathOnce() {
    refused(new IllegalArgumentException("add: no: a: b; do"), "add (1.0): no: a: b; do");
    refused(new IndexOutOfBoundsException("get: 3; do"), "get (1.0): 3; do");
    refused(new IllegalArgumentException("add (7): no; do"), "add (7): no; do");
    refused(new IllegalArgumentException("without an operation"), "without an operation");

    refused(new IllegalStateException("add: no"), "add: no");
  }

  @Test
  void aRootHasNoPath() {
    Model<Activation> model = Model.of(new Activation(x -> x.get(7)));
    Pass pass = model.inference(Values.empty());
    assertThatThrownBy(() -> model.root().forward(X, pass))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageStartingWith("get: index 7 is outside axis 0");
    assertThat(pass.named(model.root(), () -> X)).isSameAs(X);
  }
}
