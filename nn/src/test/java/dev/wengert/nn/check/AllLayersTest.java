package dev.wengert.nn.check;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static dev.wengert.ops.Elementary.square;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.GatedLinearUnit;
import dev.wengert.nn.layer.Lora;
import dev.wengert.nn.layer.MixtureOfExperts;
import dev.wengert.nn.layer.PRelu;
import dev.wengert.nn.layer.Pruned;
import dev.wengert.nn.layer.Residual;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.MultiHeadAttention;
import dev.wengert.nn.layer.attention.PositionalEncoding;
import dev.wengert.nn.layer.attention.RelativePositionBias;
import dev.wengert.nn.layer.attention.TransformerDecoder;
import dev.wengert.nn.layer.attention.TransformerDecoderBlock;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.AdaptiveAvgPool;
import dev.wengert.nn.layer.convolution.AvgPool;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.GlobalPool;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.convolution.SqueezeExcitation;
import dev.wengert.nn.layer.convolution.Upsample;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.GroupNorm;
import dev.wengert.nn.layer.normalization.InstanceNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.layer.normalization.RmsNorm;
import dev.wengert.nn.layer.normalization.SpectralNorm;
import dev.wengert.nn.layer.normalization.WeightNorm;
import dev.wengert.nn.layer.recurrent.Fading;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrent;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Shapes;
import dev.wengert.program.Program;
import dev.wengert.testing.Gates;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Every layer goes through the checks that a layer of somebody else's goes through. */
class AllLayersTest {

  /** The layers and other components of the package; a new one goes into the table below. */
  private static final int COMPONENTS = 37;

  /** How large the inputs of one try are. */
  private record Sizes(int n, int c, int t, int seed) {
    Tensor normal(int... sides) {
      return Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
    }

    Tensor other(int... sides) {
      return Key.of(seed + 1).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
    }
  }

  /** One component at inputs. */
  private record Row(Component component, List<Tensor> xs, boolean trains) {
    static Row of(Layer layer, Tensor x) {
      return new Row(layer, List.of(x), true);
    }

    /** Spectral norm takes its power iteration as given in training: that is no derivative. */
    static Row inference(Layer layer, Tensor x) {
      return new Row(layer, List.of(x), false);
    }

    void check() {
      LayerCheck.Forward<Component> forward = (root, in, pass) -> forward(in, pass);
      if (trains) {
        LayerCheck.training(component, xs, forward).run().assertCorrect();
      }
      LayerCheck.inference(component, xs, forward).run().assertCorrect();
    }

    Tensor forward(List<Tensor> in, Pass pass) {
      return switch (component) {
        case TransformerDecoder decoder -> decoder.forward(in.get(0), in.get(1), pass);
        case TransformerDecoderBlock block -> block.forward(in.get(0), in.get(1), pass);
        case RelativePositionBias bias ->
            in.get(0).plus(bias.tensor(in.get(0).shape().side(-2), 4, pass));
        case Layer layer -> layer.forward(in.get(0), pass);
        default -> throw new AssertionError(component);
      };
    }

    /** Returns the output and the gradients as a function of inputs and parameters. */
    List<Tensor> step(Model<Component> model, List<Tensor> in, Values values) {
      Model.Step step =
          model.differentiate(
              values, Key.of(9), (root, pass) -> Reductions.sum(square(forward(in, pass))));
      return ImmutableList.<Tensor>builder()
          .add(step.loss())
          .addAll(step.gradients().byPath().values())
          .addAll(step.statistics().byPath().values())
          .add(forward(in, model.inference(values)))
          .build();
    }

    void checkProgram() {
      Model<Component> model = Model.of(component, DType.FLOAT64);
      Values values = model.initialize(Key.of(8));
      if (model.parameters().isEmpty()) {
        return;
      }
      List<Tensor> arguments = new ArrayList<>(xs);
      arguments.addAll(values.byPath().values());
      Function<List<Tensor>, List<Tensor>> f =
          in -> {
            Iterator<Tensor> next = in.listIterator(xs.size());
            return step(model, in.subList(0, xs.size()), values.map((path, value) -> next.next()));
          };
      Spec[] specs = arguments.stream().map(Tensor::spec).toArray(Spec[]::new);
      List<Tensor> compiled = Program.of(f, specs).run(arguments);
      List<Tensor> eager = f.apply(arguments);
      for (int i = 0; i < eager.size(); i++) {
        assertThat(compiled.get(i).toDoubleArray())
            .as("%s, result %s", component.getClass().getSimpleName(), i)
            .isEqualTo(eager.get(i).toDoubleArray());
      }
    }

    void checkMapped() {
      Model<Component> model = Model.of(component, DType.FLOAT64);
      Pass pass = model.inference(model.initialize(Key.of(8)));
      List<Tensor> stacked = new ArrayList<>();
      xs.forEach(x -> stacked.add(Shapes.stack(0, x, Shapes.flip(x, 0))));
      Tensor mapped = Autodiff.vmap((List<Tensor> in) -> forward(in, pass), stacked);
      for (int i = 0; i < 2; i++) {
        Index at = Index.at(i);
        Tensor alone = forward(stacked.stream().map(x -> x.get(at)).toList(), pass);
        assertThatTensor(mapped.get(at)).isCloseTo(alone, 1e-12);
      }
    }
  }

  private static ImmutableList<Row> rows(Sizes s) {
    int n = s.n();
    int c = s.c();
    int t = s.t();
    TransformerSettings small =
        TransformerSettings.of(4, 2).withHidden(3).withoutAttentionBias().withKeepProbability(0.8);
    List<Tensor> sourceAndMemory = List.of(s.normal(1, 2, 4), s.other(1, 2, 4));
    return ImmutableList.of(
        Row.of(Activation.tanh(), s.normal(n, c)),
        Row.of(AdaptiveAvgPool.of(2), s.normal(n, c, t + 1)),
        Row.of(AvgPool.of(2), s.normal(n, c, t)),
        Row.of(BatchNorm.of(c), s.normal(n + 2, c)),
        Row.of(Convolution.of1d(c, 2, 2), s.normal(n, c, t)),
        Row.of(Dense.of(c, t), s.normal(n, c)),
        Row.of(Dropout.keeping(0.6), s.normal(n, c, t)),
        new Row(Embedding.of(c + 1, 2), List.of(s.normal(n, t).gt(0).to(DType.INT32)), true),
        Row.of(Flatten.of(), s.normal(n, c, t)),
        Row.of(GatedLinearUnit.of(c, t), s.normal(n, c)),
        Row.of(GlobalPool.average(), s.normal(n, c, t)),
        Row.of(GroupNorm.of(c, 2 * c), s.normal(n, 2 * c, t)),
        Row.of(Gru.of(c, 2), s.normal(n, 2, c)),
        Row.of(InstanceNorm.of(c), s.normal(n, c, t + 1)),
        Row.of(LayerNorm.of(t + 1), s.normal(n, t + 1)),
        Row.of(Lora.of(Dense.of(c, t), 1, 2), s.normal(n, c)),
        Row.of(Lstm.of(c, 2), s.normal(n, 2, c)),
        Row.of(MaxPool.of(2), s.normal(n, c, t)),
        Row.of(MixtureOfExperts.of(c, 2, List.of(Dense.of(c, t), Dense.of(c, t))), s.normal(n, c)),
        Row.of(MultiHeadAttention.of(4, 2).withoutBias(), s.normal(n, 2, 4)),
        Row.of(PRelu.of(c), s.normal(n, c, t)),
        Row.of(PositionalEncoding.learned(t, 2), s.normal(n, t, 2)),
        Row.of(Recurrent.of(Fading.of(c)), s.normal(n, 2, c)),
        Row.of(Pruned.of(Dense.of(c, t)), s.normal(n, c)),
        new Row(RelativePositionBias.buckets(2, 4, 6, true), List.of(s.normal(n, 2, t, 4)), true),
        Row.of(Residual.of(Dense.of(c, c)), s.normal(n, c)),
        Row.of(RmsNorm.of(t), s.normal(n, t)),
        Row.of(Rnn.of(c, 2), s.normal(n, 2, c)),
        Row.of(Sequential.of(Dense.of(c, 2), Activation.sigmoid()), s.normal(n, c)),
        Row.inference(SpectralNorm.of(Dense.of(c, t)), s.normal(n, c)),
        Row.of(SqueezeExcitation.of(4, 1), s.normal(n + 2, 4, 2)),
        new Row(TransformerDecoder.of(small, 1), sourceAndMemory, true),
        new Row(TransformerDecoderBlock.of(small), sourceAndMemory, true),
        Row.of(TransformerEncoder.of(small, 1), s.normal(1, 2, 4)),
        Row.of(TransformerEncoderBlock.of(small), s.normal(1, 2, 4)),
        Row.of(Upsample.nearest(2), s.normal(n, c, t)),
        Row.of(WeightNorm.of(Dense.of(c + 1, t)), s.normal(n, c + 1)));
  }

  @Property(tries = 1, seed = "20261129")
  void everyLayerPasses(
      @ForAll @IntRange(min = 1, max = 3) int n,
      @ForAll @IntRange(min = 1, max = 3) int c,
      @ForAll @IntRange(min = 2, max = 4) int t,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    int checked = 0;
    for (Row row : rows(new Sizes(n, c, t, seed))) {
      row.check();
      checked++;
    }
    assertThat(checked).isEqualTo(COMPONENTS);
  }

  @Property(tries = 4, seed = "20261128")
  @Tag(Gates.TAG)
  void everyLayerPassesAtOtherPoints(
      @ForAll @IntRange(min = 1, max = 3) int n,
      @ForAll @IntRange(min = 1, max = 3) int c,
      @ForAll @IntRange(min = 2, max = 4) int t,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    everyLayerPasses(n, c, t, seed);
  }

  /** Loss, gradients, statistics and the output in inference, to the bit. */
  @Example
  void everyLayersStepIsTheSameInAProgram() {
    rows(new Sizes(2, 3, 4, 5)).forEach(Row::checkProgram);
  }

  @Example
  void everyLayerIsMappedAsItRunsAlone() {
    rows(new Sizes(2, 3, 4, 5)).forEach(Row::checkMapped);
  }

  @Example
  void noLayerIsLeftOut() throws IOException, URISyntaxException {
    Set<Class<?>> checked = new LinkedHashSet<>();
    for (Row row : rows(new Sizes(1, 1, 2, 0))) {
      checked.add(row.component().getClass());
    }
    assertThat(checked).containsExactlyInAnyOrderElementsOf(components()).hasSize(COMPONENTS);
  }

  /** Returns the public classes of the package and of its rooms that are components. */
  private static List<Class<?>> components() throws IOException, URISyntaxException {
    Path classes = Path.of(Dense.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = classes.resolve(Dense.class.getPackageName().replace('.', File.separatorChar));
    List<Class<?>> components = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '.');
        if (!name.endsWith(".class") || name.endsWith("package-info.class")) {
          continue;
        }
        Class<?> type = type(name.replace(".class", ""));
        boolean isOwn = Modifier.isPublic(type.getModifiers()) && !type.isInterface();
        if (isOwn && Component.class.isAssignableFrom(type)) {
          components.add(type);
        }
      }
    }
    return components;
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }
}
