package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frame of a compiled loop: what is loaded before it, the steps, and their operators.
 */
final class LoopAssembler {

  // The parameters of CompiledLoop.run
  private static final int OPERANDS = 1;
  private static final int OFFSETS = 2;
  private static final int STRIDES = 3;
  private static final int RESULTS = 4;
  private static final int PLACES = 5;
  private static final int FROM = 6;
  private static final int TO = 7;

  private final CodeBuilder code;
  private final LoopBody body;
  private final LoopForm form;
  private final Emitter emitter;

  /** Whether rows begin at the same index in all contiguous arrays, which counts the steps. */
  private final boolean isAligned;

  /** For each value of the body the local variable that holds it. */
  private final int[] values;

  private final int[] arrays;
  private final int[] offsets;
  private final int[] strides;
  private final int[] results;
  private final int[] places;

  /** For each value whether anything takes it, but for an opposite that is computed at once. */
  private final boolean[] taken;

  LoopAssembler(
      CodeBuilder code, LoopBody body, LoopForm form, Emitter emitter, boolean isAligned) {
    this.code = code;
    this.body = body;
    this.form = form;
    this.emitter = emitter;
    this.isAligned = isAligned;
    int inputs = body.inputs().size();
    this.values = new int[inputs + body.constants().length() + body.instructions().size()];
    this.arrays = new int[inputs];
    this.offsets = new int[inputs];
    this.strides = new int[inputs];
    this.results = new int[body.results().length()];
    this.places = new int[results.length];
    this.taken = new boolean[values.length];
    body.results().forEach(value -> taken[value] = true);
    for (LoopBody.Instruction instruction : body.instructions()) {
      if (compared(instruction) == null) {
        instruction.operands().forEach(value -> taken[value] = true);
      }
    }
  }

  /** Returns the comparison of which an instruction takes the opposite; null if it does not. */
  private LoopBody.@Nullable Instruction compared(LoopBody.Instruction instruction) {
    int at = instruction.operands().get(0) - arrays.length - body.constants().length();
    if (instruction.op() != Op.NOT || at < 0) {
      return null;
    }
    LoopBody.Instruction operand = body.instructions().get(at);
    return operand.op() == Op.EQ ? operand : null;
  }

  void assemble() {
    for (int k = 0; k < arrays.length; k++) {
      if (taken[k]) {
        prepare(k);
      }
    }
    for (int i = 0; i < body.constants().length(); i++) {
      emitter.constant(body.constants().get(i));
      keep(arrays.length + i, Op.Kind.NUMBER);
    }
    prepareResults();
    // A counter compared with a limit that stays is what HotSpot takes for a counted loop whose
    // indices it need not check at each step; those of vectors only if it counts from 0.
    int counter = code.allocateLocal(TypeKind.INT);
    int limit = code.allocateLocal(TypeKind.INT);
    code.iload(TO).iload(FROM).isub().loadConstant(emitter.step() - 1).isub().istore(limit);
    if (isAligned) {
      code.iload(places[0]).istore(counter);
      code.iload(limit).iload(counter).iadd().istore(limit);
    } else {
      code.iconst_0().istore(counter);
    }
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top);
    code.iload(counter).iload(limit).if_icmpge(end);
    step(counter);
    code.iinc(counter, emitter.step()).goto_(top).labelBinding(end).return_();
  }

  private void prepareResults() {
    for (int i = 0; i < results.length; i++) {
      results[i] = code.allocateLocal(TypeKind.REFERENCE);
      places[i] = code.allocateLocal(TypeKind.INT);
      code.aload(RESULTS).loadConstant(i).aaload();
      code.checkcast(array(form.result(i))).astore(results[i]);
      code.aload(PLACES).loadConstant(i).iaload().iload(FROM).iadd().istore(places[i]);
    }
  }

  /** Loads an operand that is the same everywhere; of another, where it lies. */
  private void prepare(int k) {
    Op.Kind kind = body.inputs().get(k);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    int offset = code.allocateLocal(TypeKind.INT);
    code.aload(OPERANDS).loadConstant(k).aaload().checkcast(array(form.operand(k))).astore(array);
    code.aload(OFFSETS).loadConstant(k).iaload().istore(offset);
    arrays[k] = array;
    offsets[k] = offset;
    if (form.access(k) == LoopForm.UNIFORM) {
      code.aload(array).iload(offset);
      emitter.loadUniform(kind, form.operand(k));
      keep(k, kind);
    } else if (form.access(k) == LoopForm.STRIDED) {
      strides[k] = code.allocateLocal(TypeKind.INT);
      code.aload(STRIDES).loadConstant(k).iaload().istore(strides[k]);
      code.iload(offset);
      if (isAligned) {
        // The counter stands at the place of the first result, not at 0.
        code.aload(PLACES).iconst_0().iaload().ineg();
      } else {
        code.iload(FROM);
      }
      code.iload(strides[k]).imul().iadd().istore(offset);
    } else {
      code.iload(offset).iload(FROM).iadd().istore(offset);
    }
  }

  private void step(int counter) {
    for (int k = 0; k < arrays.length; k++) {
      if (taken[k] && form.access(k) != LoopForm.UNIFORM) {
        code.aload(arrays[k]).iload(counter);
        if (form.access(k) == LoopForm.STRIDED) {
          code.iload(strides[k]).imul();
        }
        if (form.access(k) == LoopForm.STRIDED || !isAligned) {
          code.iload(offsets[k]).iadd();
        }
        emitter.load(body.inputs().get(k), form.operand(k));
        keep(k, body.inputs().get(k));
      }
    }
    int value = arrays.length + body.constants().length();
    for (LoopBody.Instruction instruction : body.instructions()) {
      if (taken[value]) {
        LoopBody.Instruction compared = compared(instruction);
        if (compared == null) {
          emitter.apply(instruction.op(), locals(instruction));
        } else {
          emitter.differ(locals(compared));
        }
        keep(value, instruction.op().result());
      }
      value++;
    }
    for (int i = 0; i < results.length; i++) {
      code.aload(results[i]).iload(counter);
      if (!isAligned) {
        code.iload(places[i]).iadd();
      }
      code.loadLocal(emitter.local(body.kind(i)), values[body.results().get(i)]);
      emitter.store(body.kind(i), form.result(i));
    }
  }

  /** Returns the local variables of an instruction's operands. */
  private int[] locals(LoopBody.Instruction instruction) {
    int[] operands = new int[instruction.operands().length()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = values[instruction.operands().get(i)];
    }
    return operands;
  }

  private void keep(int value, Op.Kind kind) {
    TypeKind type = emitter.local(kind);
    values[value] = code.allocateLocal(type);
    code.storeLocal(type, values[value]);
  }

  private static ClassDesc array(DType dtype) {
    return (switch (dtype) {
          case FLOAT32 -> ConstantDescs.CD_float;
          case FLOAT64 -> ConstantDescs.CD_double;
          case INT32 -> ConstantDescs.CD_int;
          case BOOL -> ConstantDescs.CD_boolean;
        })
        .arrayType();
  }
}
