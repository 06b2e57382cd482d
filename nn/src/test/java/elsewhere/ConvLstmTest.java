package elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.nn.layer.recurrent.Recurrent;
import dev.wengert.nn.layer.recurrent.SequenceOutput;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Cells.LstmState;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Shapes;
import dev.wengert.program.Program;
import dev.wengert.testing.Gates;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cell that a third party wrote, in the machinery of the library's own. */
class ConvLstmTest {

  private static Recurrent<LstmState> twoBothWays(int inputs, int channels) {
    return Recurrent.bidirectional(
            new ConvLstmCell(inputs, channels, 3), new ConvLstmCell(inputs, channels, 3))
        .then(
            Recurrent.bidirectional(
                new ConvLstmCell(2 * channels, channels, 3),
                new ConvLstmCell(2 * channels, channels, 3)));
  }

  private static Tensor normal(int seed, int... sides) {
    return Key.of(seed).normal(DType.FLOAT64, sides);
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray(), within(1e-13));
  }

  /** Images of one pixel are vectors, and convolutions of one by one are products. */
  @Test
  void ofOnePixelItIsAnLstm() {
    Lstm lstm = Lstm.of(3, 2, Recurrence.layers(2).bidirectional());
    Model<Lstm> known = Model.of(lstm, DType.FLOAT64);
    Values values =
        known
            .initialize(Key.of(1))
            .map((path, v) -> v.plus(normal(2, v.shape().sides()).times(0.1)));
    Recurrent<LstmState> own =
        Recurrent.bidirectional(new ConvLstmCell(3, 2, 1), new ConvLstmCell(3, 2, 1))
            .then(Recurrent.bidirectional(new ConvLstmCell(4, 2, 1), new ConvLstmCell(4, 2, 1)));
    Model<Recurrent<LstmState>> model = Model.of(own, DType.FLOAT64);
    ImmutableMap.Builder<String, Tensor> same = ImmutableMap.builder();
    for (String cell : List.of("0", "0.reverse", "1", "1.reverse")) {
      for (String weight : List.of(".inputWeight", ".stateWeight")) {
        Tensor w = values.get(cell + weight);
        same.put(cell + weight, w.reshape(8, w.shape().side(1), 1, 1));
      }
      same.put(
          cell + ".bias", values.get(cell + ".inputBias").plus(values.get(cell + ".stateBias")));
    }
    Values ownValues = model.initialize(Key.of(1)).with(new Values(same.buildOrThrow()));
    Tensor x = normal(3, 4, 5, 3);
    Tensor lengths = Tensor.of(5, 2, 1, 4);
    SequenceOutput<LstmState> expected = lstm.forward(x, lengths, null, known.inference(values));
    SequenceOutput<ImmutableList<LstmState>> found =
        own.forward(x.reshape(4, 5, 3, 1, 1), lengths, null, model.inference(ownValues));
    assertClose(found.outputs().reshape(4, 5, 4), expected.outputs());
    for (int i = 0; i < 4; i++) {
      assertClose(found.state().get(i).h().reshape(4, 2), expected.state().h().get(i));
      assertClose(found.state().get(i).c().reshape(4, 2), expected.state().c().get(i));
    }
  }

  @Test
  void itsDerivativesAreRight() {
    LayerCheck.inference(Recurrent.of(new ConvLstmCell(1, 1, 2)), normal(4, 1, 2, 1, 2, 1))
        .run()
        .assertCorrect();
    LayerCheck.inference(
            Recurrent.bidirectional(new ConvLstmCell(1, 1, 1), new ConvLstmCell(1, 1, 1)),
            List.of(normal(5, 2, 2, 1, 1, 2)),
            (net, in, pass) -> net.forward(in.get(0), Tensor.of(2, 1), null, pass).outputs())
        .run()
        .assertCorrect();
  }

  /** An example with others that are longer is what it is alone; what is no step may be NaN. */
  @Test
  void whatIsNoStepChangesNothing() {
    Recurrent<LstmState> net = twoBothWays(2, 3);
    Model<Recurrent<LstmState>> model = Model.of(net, DType.FLOAT64);
    Pass pass = model.inference(model.initialize(Key.of(1)));
    Tensor alone = normal(6, 1, 3, 2, 4, 4);
    Tensor rest = Tensor.full(normal(7, 1, 2, 2, 4, 4).spec(), Double.NaN);
    Tensor both = Shapes.concat(0, Shapes.concat(1, alone, rest), normal(8, 1, 5, 2, 4, 4));
    SequenceOutput<ImmutableList<LstmState>> found = net.forward(both, Tensor.of(3, 5), null, pass);
    SequenceOutput<ImmutableList<LstmState>> expected = net.forward(alone, null, null, pass);
    assertClose(found.outputs().get("0:1, :3"), expected.outputs());
    assertThat(found.outputs().get("0, 3:").toDoubleArray()).containsOnly(0);
    for (int i = 0; i < 4; i++) {
      assertClose(found.state().get(i).c().get("0:1"), expected.state().get(i).c());
    }
  }

  @Test
  void goesOnFromAState() {
    Recurrent<LstmState> net =
        Recurrent.of(new ConvLstmCell(1, 2, 3)).then(Recurrent.of(new ConvLstmCell(2, 2, 3)));
    Model<Recurrent<LstmState>> model = Model.of(net, DType.FLOAT64);
    Pass pass = model.inference(model.initialize(Key.of(1)));
    Tensor x = normal(9, 2, 6, 1, 3, 3);
    SequenceOutput<ImmutableList<LstmState>> first = net.forward(x.get(":, :4"), null, null, pass);
    SequenceOutput<ImmutableList<LstmState>> second =
        net.forward(x.get(":, 4:"), null, first.state(), pass);
    Tensor whole = net.forward(x, pass);
    assertClose(Shapes.concat(1, first.outputs(), second.outputs()), whole);
    assertClose(net.last().forward(x, pass), whole.get(Index.all(), Index.at(5)));
    assertThat(Model.of(net.last()).parameters().keySet()).isEqualTo(model.parameters().keySet());
  }

  @Test
  void aProgramIsAsLongForManySteps() {
    Recurrent<LstmState> net = twoBothWays(1, 2);
    Model<Recurrent<LstmState>> model = Model.of(net, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Program three = program(net, model, values, normal(10, 1, 3, 1, 3, 3));
    Program thirty = program(net, model, values, normal(11, 1, 30, 1, 3, 3));
    assertThat(thirty.body().instructions()).hasSameSizeAs(three.body().instructions());
    Tensor x = normal(11, 1, 30, 1, 3, 3);
    assertThat(thirty.run(x).get(0).toDoubleArray())
        .containsExactly(net.forward(x, model.inference(values)).toDoubleArray());
  }

  private static Program program(
      Recurrent<LstmState> net, Model<Recurrent<LstmState>> model, Values values, Tensor x) {
    return Program.of(in -> List.of(net.forward(in.get(0), model.inference(values))), x.spec());
  }

  private static final int SIDE = 8;
  private static final int STEPS = 6;
  private static final int FILMS = 8 * SIDE * SIDE;

  /**
   * Films [N, T, 1, H, W] of a dot that goes on in one of eight directions, and leaves at one side
   * to come back at the other; and where it is next, INT32 [N]. All there are, in an order drawn.
   */
  private record Films(Tensor x, Tensor y) {
    static Films of(Key key) {
      float[] x = new float[FILMS * STEPS * SIDE * SIDE];
      int[] y = new int[FILMS];
      for (int i = 0; i < FILMS; i++) {
        int place = i / 8;
        int way = i % 8 < 4 ? i % 8 : i % 8 + 1;
        for (int t = 0; t <= STEPS; t++) {
          int row = Math.floorMod(place / SIDE + t * (way / 3 - 1), SIDE);
          int column = Math.floorMod(place % SIDE + t * (way % 3 - 1), SIDE);
          if (t < STEPS) {
            x[((i * STEPS + t) * SIDE + row) * SIDE + column] = 1;
          } else {
            y[i] = row * SIDE + column;
          }
        }
      }
      Index order = Index.positions(key.permutation(FILMS));
      return new Films(
          Tensor.wrap(x, FILMS, STEPS, 1, SIDE, SIDE).get(order), Tensor.wrap(y, FILMS).get(order));
    }

    Films some(Index films) {
      return new Films(x.get(films), y.get(films));
    }
  }

  /** It foretells the next image of films that it has not seen. */
  @Test
  @Tag(Gates.TAG)
  void theNextImageIsForetold() {
    Films films = Films.of(Key.of(4));
    Films training = films.some(Index.to(384));
    Films held = films.some(Index.from(384));
    Model<Sequential> model =
        Model.of(
            Sequential.of(
                Recurrent.of(new ConvLstmCell(1, 8, 3)).last(),
                Convolution.of2d(8, 1, Conv.same(), 3),
                Flatten.of()));
    BatchLoss<Sequential> loss =
        (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());
    Trainer<Sequential> trainer =
        Trainer.of(model, loss, Optimizer.of(model, Adam.of(0.01))).build();
    Outcome outcome =
        trainer.train(
            DataSet.of(training.x(), training.y()),
            Batching.of(32),
            Limit.epochs(14),
            trainer.start(Key.of(5)));
    Tensor found = Reductions.argmax(model.predictor(outcome.values()).of(held.x()), 1);
    double right = Reductions.mean(found.eq(held.y()).to(DType.FLOAT32)).item();
    // One image tells eight places, of which one is right.
    assertThat(right).isGreaterThan(0.9);
  }
}
