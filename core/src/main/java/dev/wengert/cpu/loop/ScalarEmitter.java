package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.expression.Bits;
import dev.wengert.expression.Calls;
import dev.wengert.expression.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Writes loops that compute one element a step. */
final class ScalarEmitter implements Emitter {

  private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
  private static final ClassDesc BITS = Bits.class.describeConstable().orElseThrow();
  private static final ClassDesc CALLS = Calls.class.describeConstable().orElseThrow();

  private final CodeBuilder code;
  private final DType compute;
  private final TypeKind number;
  private final ClassDesc numberType;

  ScalarEmitter(CodeBuilder code, DType compute) {
    this.code = code;
    this.compute = compute;
    this.number = kind(compute);
    this.numberType = type(compute);
  }

  private static TypeKind kind(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> TypeKind.FLOAT;
      case FLOAT64 -> TypeKind.DOUBLE;
      case INT32, BOOL -> TypeKind.INT;
    };
  }

  private static ClassDesc type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> ConstantDescs.CD_float;
      case FLOAT64 -> ConstantDescs.CD_double;
      case INT32, BOOL -> ConstantDescs.CD_int;
    };
  }

  @Override
  public int step() {
    return 1;
  }

  @Override
  public TypeKind local(Op.Kind kind) {
    return kind == Op.Kind.LOGICAL ? TypeKind.INT : number;
  }

  @Override
  public void constant(double value) {
    switch (compute) {
      case FLOAT32 -> code.loadConstant((float) value);
      case FLOAT64 -> code.loadConstant(value);
      case INT32, BOOL -> code.loadConstant((int) value);
    }
  }

  @Override
  public void loadUniform(Op.Kind kind, DType stored) {
    load(kind, stored);
  }

  @Override
  public void load(Op.Kind kind, DType stored) {
    if (kind == Op.Kind.LOGICAL) {
      code.baload();
    } else {
      code.arrayLoad(kind(stored));
      convert(kind(stored), number);
    }
  }

  @Override
  public void store(Op.Kind kind, DType stored) {
    if (kind == Op.Kind.LOGICAL) {
      code.bastore();
    } else {
      convert(number, kind(stored));
      code.arrayStore(kind(stored));
    }
  }

  private void convert(TypeKind from, TypeKind to) {
    if (from != to) {
      code.conversion(from, to);
    }
  }

  @Override
  public void apply(Op op, int[] locals) {
    if (op == Op.SELECT) {
      select(locals);
      return;
    }
    for (int i = 0; i < locals.length; i++) {
      code.loadLocal(local(op.operand(i)), locals[i]);
    }
    switch (op) {
      case NEG -> pick(Opcode.INEG, Opcode.FNEG, Opcode.DNEG);
      case ADD -> pick(Opcode.IADD, Opcode.FADD, Opcode.DADD);
      case SUB -> pick(Opcode.ISUB, Opcode.FSUB, Opcode.DSUB);
      case MUL -> pick(Opcode.IMUL, Opcode.FMUL, Opcode.DMUL);
      case DIV -> divide();
      case LT -> compare(Opcode.IF_ICMPLT, Opcode.IFLT, true);
      case LE -> compare(Opcode.IF_ICMPLE, Opcode.IFLE, true);
      case EQ -> compare(Opcode.IF_ICMPEQ, Opcode.IFEQ, false);
      case AND -> code.iand();
      case OR -> code.ior();
      case NOT -> code.iconst_1().ixor();
      case ABS, MIN, MAX, FMA -> call(MATH, op.symbol(), op.arity());
      case SQRT -> root();
      case POW2, EXPONENT, SIGNIFICAND -> call(BITS, op.symbol(), 1);
      case SIN_FAR, COS_FAR -> call(CALLS, op.symbol(), op.arity());
      case FLOOR,
          RINT,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          LOG10,
          TANH,
          SIGMOID,
          LOGISTIC_PDF,
          NORMAL_CDF,
          ERF,
          SIN,
          COS,
          ATAN2,
          POW,
          EXP_MUL,
          WITH_SLOPE,
          SELECT ->
          throw new AssertionError(op);
    }
  }

  private void pick(Opcode ofInt, Opcode ofFloat, Opcode ofDouble) {
    code.with(
        java.lang.classfile.instruction.OperatorInstruction.of(
            switch (compute) {
              case FLOAT32 -> ofFloat;
              case FLOAT64 -> ofDouble;
              case INT32, BOOL -> ofInt;
            }));
  }

  private void divide() {
    if (compute == DType.INT32) {
      call(CALLS, "div", 2);
    } else {
      pick(Opcode.IDIV, Opcode.FDIV, Opcode.DDIV);
    }
  }

  /** The square root of a float, taken in double and rounded, is the correctly rounded one. */
  private void root() {
    convert(number, TypeKind.DOUBLE);
    code.invokestatic(
        MATH, "sqrt", MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double));
    convert(TypeKind.DOUBLE, number);
  }

  private void call(ClassDesc owner, String name, int arity) {
    ClassDesc[] parameters = new ClassDesc[arity];
    java.util.Arrays.fill(parameters, numberType);
    code.invokestatic(owner, name, MethodTypeDesc.of(numberType, parameters));
  }

  @Override
  public void differ(int[] locals) {
    code.loadLocal(local(Op.Kind.NUMBER), locals[0]).loadLocal(local(Op.Kind.NUMBER), locals[1]);
    compare(Opcode.IF_ICMPNE, Opcode.IFNE, false);
  }

  /**
   * Leaves 1 where the comparison holds and 0 elsewhere.
   *
   * @param nanIsGreater which of the two comparing instructions makes it false for NaN
   */
  private void compare(Opcode ofInt, Opcode ofOthers, boolean nanIsGreater) {
    Opcode branch = ofOthers;
    switch (compute) {
      case FLOAT32 -> {
        if (nanIsGreater) {
          code.fcmpg();
        } else {
          code.fcmpl();
        }
      }
      case FLOAT64 -> {
        if (nanIsGreater) {
          code.dcmpg();
        } else {
          code.dcmpl();
        }
      }
      case INT32, BOOL -> branch = ofInt;
    }
    code.ifThenElse(branch, holds -> holds.iconst_1(), fails -> fails.iconst_0());
  }

  /**
   * Leaves one of two numbers. Floating ones are chosen by their bits, without a branch: where a
   * condition holds for every other element, a processor that guesses branches wrongly loses more
   * time by that than it takes to compute both.
   */
  private void select(int[] locals) {
    switch (compute) {
      case FLOAT32 -> {
        bits(locals[1]);
        bits(locals[2]);
        code.ixor().iload(locals[0]).ineg().iand();
        bits(locals[2]);
        code.ixor();
        convertBits(ConstantDescs.CD_Float, "intBitsToFloat", ConstantDescs.CD_int, numberType);
      }
      case FLOAT64 -> {
        bits(locals[1]);
        bits(locals[2]);
        code.lxor().iload(locals[0]).ineg().i2l().land();
        bits(locals[2]);
        code.lxor();
        convertBits(ConstantDescs.CD_Double, "longBitsToDouble", ConstantDescs.CD_long, numberType);
      }
      case INT32, BOOL -> {
        Label otherwise = code.newLabel();
        Label end = code.newLabel();
        code.iload(locals[0]).ifeq(otherwise);
        code.iload(locals[1]).goto_(end).labelBinding(otherwise);
        code.iload(locals[2]).labelBinding(end);
      }
    }
  }

  /** Leaves the bits of a floating number. */
  private void bits(int local) {
    code.loadLocal(number, local);
    if (compute == DType.FLOAT32) {
      convertBits(ConstantDescs.CD_Float, "floatToRawIntBits", numberType, ConstantDescs.CD_int);
    } else {
      convertBits(
          ConstantDescs.CD_Double, "doubleToRawLongBits", numberType, ConstantDescs.CD_long);
    }
  }

  private void convertBits(ClassDesc owner, String name, ClassDesc from, ClassDesc to) {
    code.invokestatic(owner, name, MethodTypeDesc.of(to, from));
  }
}
