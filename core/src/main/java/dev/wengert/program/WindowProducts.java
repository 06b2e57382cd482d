package dev.wengert.program;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FoldedProduct;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Tailed;
import dev.wengert.kernel.UnfoldedProduct;
import dev.wengert.kernel.View;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays out what a window sees for each product that takes it, and adds up each product where a
 * window saw, image by image while that is in the cache: what a convolution and its derivatives
 * have between window and product is stored nowhere.
 *
 * <p>What several products take, that of a convolution and on the way back that for its kernel, is
 * laid out for each of them: that costs less than to store it and read it again, since it has as
 * many numbers for each one of the image as a window has elements.
 */
final class WindowProducts implements Pass {

  /** The bytes of what does not stay in the cache by itself between window and product. */
  private static final long LARGE = 1 << 20;

  private final long least;

  WindowProducts() {
    this(LARGE);
  }

  /** Makes a pass that takes values of so many bytes for large. */
  WindowProducts(long least) {
    this.least = least;
  }

  @Override
  public String name() {
    return "windows";
  }

  @Override
  public Body apply(Body body) {
    Finder finder = new Finder(body, least);
    Rewriting rewriting = new Rewriting(body);
    for (Instruction instruction : body.instructions()) {
      Instruction unfolding = finder.unfolding(instruction);
      Instruction product = finder.folded(instruction);
      if (unfolding != null) {
        rewriting.replace(
            instruction,
            rewriting.append(
                unfolded(instruction, unfolding, finder.factors(instruction), rewriting)));
      } else if (product != null) {
        rewriting.replace(instruction, rewriting.append(folded(instruction, product, rewriting)));
      } else {
        rewriting.keep(instruction);
      }
    }
    return new DeadCode().apply(rewriting.body());
  }

  private static Instruction unfolded(
      Instruction product, Instruction unfolding, Spec patches, Rewriting rewriting) {
    Operation.Compute compute = (Operation.Compute) product.operation();
    int[] operands = rewriting.moved(product).operands().toArray();
    operands[1] = rewriting.number(unfolding.operands().get(0));
    return product
        .withOperands(ImmutableIntArray.copyOf(operands))
        .withOperation(
            new Operation.Compute(
                new UnfoldedProduct(compute.kernel(), window(unfolding), patches)))
        .withTitle(product.title() + " of " + unfolding.title());
  }

  private static Instruction folded(Instruction folding, Instruction product, Rewriting rewriting) {
    Operation.Compute compute = (Operation.Compute) product.operation();
    return folding
        .withOperands(rewriting.moved(product).operands())
        .withOperation(
            new Operation.Compute(
                new FoldedProduct(compute.kernel(), product.results().get(0), window(folding))))
        .withTitle(folding.title() + " of " + product.title());
  }

  private static Window window(Instruction instruction) {
    Kernel kernel = ((Operation.Compute) instruction.operation()).kernel();
    return kernel instanceof WindowPatches(Window window) ? window : ((WindowSums) kernel).window();
  }

  /** Looks for products beside windows. */
  private static final class Finder {
    private final Body body;
    private final Spec[] specs;
    private final Places places;
    private final int[] makers;
    private final int[] uses;
    private final long least;

    /** For each value the instructions that take it. */
    private final List<IntArrayList> takers;

    /** For each first result of an unfolding whether products alone take it. */
    private final boolean[] isForProducts;

    Finder(Body body, long least) {
      this.body = body;
      this.specs = body.specs();
      this.places = new Places(body);
      this.makers = body.makers();
      this.uses = body.uses();
      this.least = least;
      this.takers = body.takers();
      this.isForProducts = new boolean[specs.length];
      for (Instruction instruction : body.instructions()) {
        if (kernel(instruction) instanceof WindowPatches) {
          int value = instruction.result(0);
          isForProducts[value] =
              isLarge(value)
                  && places.layout(instruction.operands().get(0)).isContiguous()
                  && areProducts(value, places.layout(instruction.operands().get(0)));
        }
      }
    }

    private static @Nullable Kernel kernel(Instruction instruction) {
      return instruction.operation() instanceof Operation.Compute(Kernel kernel) ? kernel : null;
    }

    private boolean isLarge(int value) {
      return (long) specs[value].shape().size() * specs[value].dtype().bytes() >= least;
    }

    /** Returns whether all who take a value are products, which take as many images each. */
    private boolean areProducts(int value, Layout images) {
      if (body.outputs().contains(value) || takers.get(value).isEmpty()) {
        return false;
      }
      for (int at : takers.get(value).toIntArray()) {
        Instruction taker = body.instructions().get(at);
        boolean fits =
            kernel(taker) instanceof View
                ? places.layouts[taker.result(0)].isContiguous()
                    && areProducts(taker.result(0), images)
                : isProductOf(taker, value) && divides(images.shape(), specs[value].shape());
        if (!fits) {
          return false;
        }
      }
      return true;
    }

    /** Returns whether an instruction is a stack of products with a value as second factors. */
    private boolean isProductOf(Instruction instruction, int value) {
      Kernel kernel = kernel(instruction);
      Kernel product = kernel instanceof Tailed tailed ? tailed.product() : kernel;
      if (!(product instanceof Gemm || product instanceof AnnihilatingGemm)) {
        return false;
      }
      ImmutableIntArray operands = instruction.operands();
      return Gemm.isStack(places.layout(operands.get(0)))
          && operands.get(1) == value
          && operands.indexOf(value) == 1
          && operands.lastIndexOf(value) == 1
          && places.layout(value).isContiguous();
    }

    /** Returns whether there are several products, and each has as many images. */
    private static boolean divides(Shape images, Shape factors) {
      int products = Gemm.count(factors);
      return products > 1 && images.side(0) % products == 0;
    }

    /** Returns what lays out the second factors of a product; null if that is to be stored. */
    @Nullable Instruction unfolding(Instruction product) {
      if (product.operands().length() < 2) {
        return null;
      }
      int value = product.operands().get(1);
      int maker = source(value);
      Instruction unfolding = maker < 0 ? null : body.instructions().get(maker);
      return unfolding != null
              && kernel(unfolding) instanceof WindowPatches
              && isForProducts[unfolding.result(0)]
              && isProductOf(product, value)
          ? unfolding
          : null;
    }

    /** Returns dtype and shape of a product's second factors. */
    Spec factors(Instruction product) {
      return body.spec(product.operands().get(1), specs);
    }

    /** Returns the products that an instruction alone adds up where a window saw; or null. */
    @Nullable Instruction folded(Instruction folding) {
      if (!(kernel(folding) instanceof WindowSums)) {
        return null;
      }
      int value = folding.operands().get(0);
      int maker = source(value);
      if (maker < 0 || !isLarge(value) || !isTakenOnce(value)) {
        return null;
      }
      Instruction product = body.instructions().get(maker);
      Kernel kernel = kernel(product);
      return (kernel instanceof Gemm || kernel instanceof AnnihilatingGemm)
              && unfolding(product) == null
              && specs[value].shape().size() == product.results().get(0).shape().size()
              && Gemm.isStack(places.layout(product.operands().get(0)))
              && Gemm.isStack(places.layout(product.operands().get(1)))
              && divides(folding.results().get(0).shape(), product.results().get(0).shape())
          ? product
          : null;
    }

    /** Returns what makes a value, or what it is a view of; -1 if nothing. */
    private int source(int value) {
      int maker = value < 0 ? -1 : makers[value];
      while (maker >= 0 && kernel(body.instructions().get(maker)) instanceof View) {
        int of = body.instructions().get(maker).operands().get(0);
        maker = of < 0 ? -1 : makers[of];
      }
      return maker;
    }

    /** Returns whether a value, and what it is a view of, is taken once and does not leave. */
    private boolean isTakenOnce(int value) {
      int at = value;
      while (uses[at] == 1 && !body.outputs().contains(at)) {
        Instruction maker = body.instructions().get(makers[at]);
        if (!(kernel(maker) instanceof View)) {
          return true;
        }
        at = maker.operands().get(0);
      }
      return false;
    }
  }
}
