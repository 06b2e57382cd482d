package dev.wengert.ops;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Index;
import dev.wengert.MapSum;
import dev.wengert.Primitive;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.Op;
import dev.wengert.ops.RuleMutant.Fault;
import dev.wengert.ops.RuleMutant.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trace inside one execution of a rule. It sees the operations that the rule is made of, and
 * makes one of them wrong; without a mutant to plant, it lists those that it could.
 */
final class FaultTrace extends Trace {

  private final String kind;
  private final String rule;
  private final Mode mode;

  /** Whether the rule is derived from an expression: all of its faults are those of its results. */
  private final boolean derived;

  private final @Nullable RuleMutant mutant;
  private final Set<RuleMutant> possible;
  private int executed;

  FaultTrace(
      String kind,
      String rule,
      Mode mode,
      boolean derived,
      @Nullable RuleMutant mutant,
      Set<RuleMutant> possible) {
    this.kind = kind;
    this.rule = rule;
    this.mode = mode;
    this.derived = derived;
    this.mutant = mutant;
    this.possible = possible;
  }

  Tensor[] lifted(@Nullable Tensor[] tensors) {
    Tensor[] lifted = new Tensor[tensors.length];
    for (int i = 0; i < lifted.length; i++) {
      Tensor tensor = tensors[i];
      if (tensor != null) {
        lifted[i] = lift(tensor, null);
      }
    }
    return lifted;
  }

  /** Returns what a rule has found, one level down and with the fault that a result may have. */
  @Nullable Tensor[] results(@Nullable Tensor[] found) {
    @Nullable Tensor[] results = new @Nullable Tensor[found.length];
    for (int i = 0; i < found.length; i++) {
      Tensor tensor = found[i];
      if (tensor != null && tensor.dtype().isFloating()) {
        Tensor value = lower(tensor);
        String site = "result " + i;
        Tensor result = value;
        result = plants(site, Fault.SIGN) ? value.unaryMinus() : result;
        result = plants(site, Fault.SCALE) ? value.times(1 + 1e-6) : result;
        result = plants(site, Fault.DROP) ? value.times(0) : result;
        results[i] = result;
      }
    }
    return results;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] lowered = new Tensor[inputs.length];
    for (int i = 0; i < lowered.length; i++) {
      lowered[i] = lower(inputs[i]);
    }
    String site = "operation " + executed++ + ": " + primitive.name();
    Tensor[] outputs = primitive.applyAll(lowered);
    if (outputs[0].dtype().isFloating()) {
      outputs[0] = faulty(site, primitive, lowered, outputs[0]);
    }
    Tensor[] result = new Tensor[outputs.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = lift(outputs[i], null);
    }
    return result;
  }

  private Tensor faulty(String site, Primitive primitive, Tensor[] in, Tensor out) {
    Tensor result = out;
    if (!derived) {
      result = plants(site, Fault.SIGN) ? out.unaryMinus() : result;
      result = plants(site, Fault.SCALE) ? out.times(1 + 1e-6) : result;
    }
    if (primitive instanceof Sum sum && sums(in[0], sum.axes().toArray())) {
      result = plants(site, Fault.NO_SUM) ? first(in[0], sum.axes().toArray(), out) : result;
    } else if (primitive instanceof MapSum sum) {
      Tensor terms = sum.map().apply(in);
      if (sums(terms, sum.axes().toArray())) {
        result = plants(site, Fault.NO_SUM) ? first(terms, sum.axes().toArray(), out) : result;
      }
    }
    if (primitive instanceof Elementwise elementwise) {
      Elementwise less = withoutTerm(elementwise, in);
      if (less != null && plants(site, Fault.DROP)) {
        result = less.apply(in).broadcastTo(out.shape());
      }
    }
    if (in.length == 2 && differsSwapped(primitive, in) && plants(site, Fault.SWAP)) {
      result = primitive.apply(in[1], in[0]);
    }
    return result;
  }

  private boolean plants(String site, Fault fault) {
    RuleMutant here = new RuleMutant(kind, rule, mode, site, fault);
    if (mutant == null) {
      possible.add(here);
      return false;
    }
    return here.equals(mutant);
  }

  private static boolean sums(Tensor x, int[] axes) {
    for (int axis : axes) {
      if (x.shape().side(axis) > 1) {
        return x.size() > 0;
      }
    }
    return false;
  }

  private static Tensor first(Tensor x, int[] axes, Tensor out) {
    Index[] indices = new Index[x.rank()];
    Arrays.fill(indices, Index.all());
    for (int axis : axes) {
      indices[axis] = Index.at(0);
    }
    return x.get(indices).reshape(out.shape());
  }

  /** Whether the operands can change places, and it matters: the operation does not commute. */
  private static boolean differsSwapped(Primitive primitive, Tensor[] in) {
    if (!in[0].spec().equals(in[1].spec())) {
      return false;
    }
    Primitive formula = primitive instanceof MapSum sum ? sum.map() : primitive;
    if (formula instanceof Elementwise) {
      Tensor a = Tensor.scalar(0.375).to(in[0].dtype());
      Tensor b = Tensor.scalar(0.625).to(in[0].dtype());
      return formula.apply(a, b).item() != formula.apply(b, a).item();
    }
    Spec[] usual = primitive.infer(in[0].spec(), in[1].spec());
    return Arrays.equals(usual, primitive.infer(in[1].spec(), in[0].spec()));
  }

  /** The function without one term of the first sum in it; null if it has none. */
  private static @Nullable Elementwise withoutTerm(Elementwise elementwise, Tensor[] in) {
    for (Tensor input : in) {
      if (!input.dtype().isFloating()) {
        return null;
      }
    }
    Expression whole = elementwise.body().expression();
    Expression less = withoutTerm(whole);
    return less.equals(whole) ? null : Elementwise.of("less", in.length, less);
  }

  private static Expression withoutTerm(Expression expression) {
    if (!(expression instanceof Expression.Apply apply)) {
      return expression;
    }
    if (apply.op() == Op.ADD || apply.op() == Op.SUB) {
      return apply.operands().get(0);
    }
    List<Expression> operands = new ArrayList<>(apply.operands());
    for (int i = apply.op() == Op.SELECT ? 1 : 0; i < operands.size(); i++) {
      Expression operand = operands.get(i);
      Expression less = withoutTerm(operand);
      if (!less.equals(operand)) {
        operands.set(i, less);
        return new Expression.Apply(apply.op(), ImmutableList.copyOf(operands));
      }
    }
    return expression;
  }
}
