package dev.wengert.program;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Tailed;
import dev.wengert.kernel.View;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes what a loop makes of a stack of matrix products, if it alone takes that, matrix by
 * matrix while they are made: the scale or the mask of attention, the bias of a convolution. It may
 * take it in another shape.
 *
 * <p>A single product stays alone. It is cut into panels that are larger than what a core's own
 * caches leave beside the operands, and a loop between two of them cost more than it saved: a bias
 * 3 %, a gelu with its mask 20 %. So does a loop whose result leaves the program: it may be an
 * update that is written over what it updates, which a product must not do.
 */
final class ProductTails implements Pass {

  /** A product is not kept waiting for a loop that is further off. */
  private static final int NEAR = 40;

  @Override
  public String name() {
    return "tails";
  }

  @Override
  public Body apply(Body body) {
    Finder finder = new Finder(body);
    Rewriting rewriting = new Rewriting(body);
    Instruction[] products = finder.products();
    for (int at = 0; at < products.length; at++) {
      Instruction instruction = body.instructions().get(at);
      Instruction product = products[at];
      if (product != null) {
        Instruction joined = joined(product, instruction, finder.tailOperand(at), rewriting);
        rewriting.replace(instruction, rewriting.append(joined));
      } else if (!finder.isGone(at)) {
        rewriting.keep(instruction);
      }
    }
    return rewriting.body();
  }

  private static Instruction joined(
      Instruction product, Instruction loop, int value, Rewriting rewriting) {
    IntArrayList operands = new IntArrayList();
    product.operands().forEach(operand -> operands.add(rewriting.number(operand)));
    ImmutableIntArray.Builder taken = ImmutableIntArray.builder();
    for (int operand : loop.operands().toArray()) {
      if (operand == value) {
        taken.add(0);
      } else {
        operands.add(rewriting.number(operand));
        taken.add(operands.size() - 2);
      }
    }
    Operation.Compute compute = (Operation.Compute) product.operation();
    Loop tail = (Loop) ((Operation.Compute) loop.operation()).kernel();
    return new Instruction(
        product.title() + " with " + loop.title(),
        new Operation.Compute(
            new Tailed(compute.kernel(), product.results().get(0), tail, taken.build())),
        ImmutableIntArray.copyOf(operands.toIntArray()),
        0,
        loop.results(),
        loop.line());
  }

  /** Looks for products and their tails. */
  private static final class Finder {
    private final Body body;
    private final List<Instruction> instructions;
    private final Places places;
    private final int[] makers;
    private final int[] uses;

    /** For each instruction whether it is computed with another. */
    private final boolean[] gone;

    /** For each instruction that is a tail the product as it takes it. */
    private final int[] values;

    Finder(Body body) {
      this.body = body;
      instructions = body.instructions();
      places = new Places(body);
      makers = body.makers();
      uses = body.uses();
      gone = new boolean[instructions.size()];
      values = new int[instructions.size()];
    }

    /** Returns for each instruction that is a tail the product before it. */
    @Nullable Instruction[] products() {
      @Nullable Instruction[] products = new @Nullable Instruction[instructions.size()];
      for (int at = 0; at < products.length; at++) {
        Instruction loop = instructions.get(at);
        if (isTail(loop)) {
          products[at] = product(at, loop);
        }
      }
      return products;
    }

    boolean isGone(int at) {
      return gone[at];
    }

    int tailOperand(int at) {
      return values[at];
    }

    /** Returns whether a loop stores all its results element by element, and none leaves. */
    private boolean isTail(Instruction loop) {
      if (!(loop.operation() instanceof Operation.Compute(Loop kernel))) {
        return false;
      }
      for (int i = 0; i < loop.results().size(); i++) {
        int value = loop.result(i);
        if (!places.layouts[value].isContiguous() || body.outputs().contains(value)) {
          return false;
        }
      }
      return true;
    }

    private @Nullable Instruction product(int at, Instruction loop) {
      Shape space = loop.results().get(0).shape();
      for (int operand : loop.operands().toArray()) {
        int maker = source(operand);
        if (maker < 0 || at - maker > NEAR || !isTakenHereAlone(operand, loop)) {
          continue;
        }
        Instruction product = instructions.get(maker);
        Layout layout = places.layouts[operand];
        DType dtype = layout.dtype();
        if (isStack(product)
            && layout.isContiguous()
            && layout.shape().equals(space)
            && loop.results().stream().map(Spec::dtype).anyMatch(dtype::equals)) {
          gone[maker] = true;
          gone[makers[operand]] = true;
          values[at] = operand;
          return product;
        }
      }
      return null;
    }

    /**
     * Returns what makes a value, or what it is a view of that nobody else takes; -1 if nothing.
     */
    private int source(int value) {
      int maker = value < 0 ? -1 : makers[value];
      if (maker < 0
          || !(instructions.get(maker).operation() instanceof Operation.Compute(View view))) {
        return maker;
      }
      int source = instructions.get(maker).operands().get(0);
      return source >= 0 && uses[source] == 1 ? makers[source] : -1;
    }

    private boolean isTakenHereAlone(int operand, Instruction loop) {
      int here = 0;
      for (int each : loop.operands().toArray()) {
        here += each == operand ? 1 : 0;
      }
      return uses[operand] == here;
    }

    private static boolean isStack(Instruction instruction) {
      if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))
          || !(kernel instanceof Gemm || kernel instanceof AnnihilatingGemm)) {
        return false;
      }
      Shape shape = instruction.results().get(0).shape();
      return shape.size() > shape.side(-2) * shape.side(-1);
    }
  }
}
