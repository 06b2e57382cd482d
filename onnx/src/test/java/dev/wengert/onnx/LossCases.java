package dev.wengert.onnx;

import dev.wengert.Tensor;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.SequenceLosses;
import dev.wengert.ops.SimilarityLosses;
import java.util.List;

/** The losses of ops. */
final class LossCases {

  private LossCases() {}

  static void addTo(FunctionCases all) {
    all.two("Losses.mseLoss", Losses::mseLoss, all.x(3, 4), all.x(3, 4));
    all.two("Losses.l1Loss", Losses::l1Loss, all.x(3, 4), all.x(3, 4));
    all.two("Losses.huberLoss", (a, b) -> Losses.huberLoss(a, b, 0.7), all.x(3, 4), all.x(3, 4));
    all.two(
        "Losses.binaryCrossEntropy", Losses::binaryCrossEntropy, all.share(3, 4), all.share(3, 4));
    all.two(
        "Losses.binaryCrossEntropyWithLogits",
        Losses::binaryCrossEntropyWithLogits,
        all.x(3, 4),
        all.share(3, 4));
    all.two("Losses.hingeLoss", Losses::hingeLoss, all.x(4), Tensor.of(1f, -1f, 1f, -1f));
    all.two("Losses.focalLoss", Losses::focalLoss, all.x(4), Tensor.of(1f, 0f, 1f, 0f));
    all.two("Losses.crossEntropy", Losses::crossEntropy, all.x(3, 4), Tensor.of(0, 3, 1));
    all.two(
        "Losses.nllLoss",
        (x, t) -> Losses.nllLoss(Activations.logSoftmax(x, 1), t),
        all.x(3, 4),
        Tensor.of(0, 3, 1));
    all.two(
        "Losses.klDivergence",
        (x, t) -> Losses.klDivergence(Activations.logSoftmax(x, 1), Activations.softmax(t, 1)),
        all.x(3, 4),
        all.x(3, 4));
    all.two(
        "Losses.weighted", (x, w) -> Losses.weighted(x, w, Reduce.MEAN), all.x(3), all.share(3));
    all.two(
        "Losses.cosineSimilarity",
        (a, b) -> Losses.cosineSimilarity(a, b, 1),
        all.x(3, 4),
        all.x(3, 4));
    all.add(
        "SimilarityLosses.cosineLoss",
        in -> List.of(SimilarityLosses.cosineLoss(in.get(0), in.get(1), in.get(2))),
        all.x(3, 4),
        all.x(3, 4),
        Tensor.of(1f, -1f, 1f));
    all.add(
        "SimilarityLosses.tripletLoss",
        in -> List.of(SimilarityLosses.tripletLoss(in.get(0), in.get(1), in.get(2))),
        all.x(3, 4),
        all.x(3, 4),
        all.x(3, 4));
    all.add(
        "SequenceLosses.ctcLoss",
        in ->
            List.of(
                SequenceLosses.ctcLoss(
                    Activations.logSoftmax(in.get(0), 2), in.get(1), in.get(2), in.get(3))),
        all.x(5, 2, 4),
        Tensor.of(new int[][] {{1, 2}, {3, 3}}),
        Tensor.of(5, 4),
        Tensor.of(2, 1));
  }
}
