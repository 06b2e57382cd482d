package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.Bits;
import dev.wengert.expression.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/**
 * Writes loops that compute a vector of elements a step, with {@code jdk.incubator.vector}.
 *
 * <p>The module is named here by text alone: this class loads without it.
 */
final class SimdEmitter implements Emitter {

  private static final String PACKAGE = "jdk.incubator.vector";
  private static final ClassDesc VECTOR = ClassDesc.of(PACKAGE, "Vector");
  private static final ClassDesc MASK = ClassDesc.of(PACKAGE, "VectorMask");
  private static final ClassDesc SPECIES = ClassDesc.of(PACKAGE, "VectorSpecies");
  private static final ClassDesc OPERATORS = ClassDesc.of(PACKAGE, "VectorOperators");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  private static final ClassDesc SIMD_CALLS =
      ClassDesc.of(SimdEmitter.class.getPackageName(), "SimdCalls");
  private static final ClassDesc BINARY = OPERATORS.nested("Binary");

  private final CodeBuilder code;
  private final DType compute;
  private final boolean single;
  private final ClassDesc number;
  private final ClassDesc vector;
  private final ClassDesc integers;

  SimdEmitter(CodeBuilder code, DType compute) {
    this.code = code;
    this.compute = compute;
    this.single = compute == DType.FLOAT32;
    this.number = single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
    this.vector = ClassDesc.of(PACKAGE, single ? "FloatVector" : "DoubleVector");
    this.integers = ClassDesc.of(PACKAGE, single ? "IntVector" : "LongVector");
  }

  @Override
  public int step() {
    return Simd.lanes(compute);
  }

  @Override
  public TypeKind local(Op.Kind kind) {
    return TypeKind.REFERENCE;
  }

  @Override
  public void constant(double value) {
    species();
    if (single) {
      code.loadConstant((float) value);
    } else {
      code.loadConstant(value);
    }
    broadcast();
  }

  @Override
  public void loadUniform(Op.Kind kind, DType stored) {
    if (kind == Op.Kind.LOGICAL) {
      int truth = code.allocateLocal(TypeKind.INT);
      code.baload().istore(truth);
      species();
      code.iload(truth)
          .invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, ConstantDescs.CD_boolean));
      return;
    }
    TypeKind kindOfNumber = single ? TypeKind.FLOAT : TypeKind.DOUBLE;
    int local = code.allocateLocal(kindOfNumber);
    code.arrayLoad(kindOfNumber).storeLocal(kindOfNumber, local);
    species();
    code.loadLocal(kindOfNumber, local);
    broadcast();
  }

  private void broadcast() {
    code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, number));
  }

  private void species() {
    code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
  }

  @Override
  public void load(Op.Kind kind, DType stored) {
    int offset = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.istore(offset).astore(array);
    species();
    code.aload(array).iload(offset);
    boolean isMask = kind == Op.Kind.LOGICAL;
    code.invokestatic(
        isMask ? MASK : vector,
        "fromArray",
        MethodTypeDesc.of(
            isMask ? MASK : vector,
            SPECIES,
            (isMask ? ConstantDescs.CD_boolean : number).arrayType(),
            ConstantDescs.CD_int));
  }

  @Override
  public void store(Op.Kind kind, DType stored) {
    int value = code.allocateLocal(TypeKind.REFERENCE);
    int offset = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(value).istore(offset).astore(array);
    code.aload(value).aload(array).iload(offset);
    boolean isMask = kind == Op.Kind.LOGICAL;
    code.invokevirtual(
        isMask ? MASK : vector,
        "intoArray",
        MethodTypeDesc.of(
            ConstantDescs.CD_void,
            (isMask ? ConstantDescs.CD_boolean : number).arrayType(),
            ConstantDescs.CD_int));
  }

  @Override
  public void apply(Op op, int[] locals) {
    switch (op) {
      case NEG, ABS, SQRT -> on(vector, vector, op.symbol(), locals);
      case ADD, SUB, MUL, DIV, MIN, MAX, FMA -> on(vector, vector, op.symbol(), locals);
      case AND, OR, NOT -> onMasks(op, locals);
      case LT, LE, EQ -> compare(op.name(), locals);
      case SELECT -> {
        code.aload(locals[2]).aload(locals[1]).aload(locals[0]);
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
      }
      case POW2 -> pow2(locals[0]);
      case EXPONENT -> exponent(locals[0]);
      case SIGNIFICAND -> significand(locals[0]);
      case SIN_FAR, COS_FAR -> {
        code.aload(locals[0]).aload(locals[1]);
        code.invokestatic(SIMD_CALLS, op.symbol(), MethodTypeDesc.of(vector, vector, vector));
      }
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
          WITH_SLOPE ->
          throw new AssertionError(op);
    }
  }

  @Override
  public void differ(int[] locals) {
    compare("NE", locals);
  }

  private void compare(String operator, int[] locals) {
    code.aload(locals[0]).getstatic(OPERATORS, operator, COMPARISON).aload(locals[1]);
    code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
  }

  /** Calls a method of the first operand; the others are its arguments. */
  private void on(ClassDesc owner, ClassDesc result, String name, int[] locals) {
    for (int local : locals) {
      code.aload(local);
    }
    ClassDesc[] parameters = new ClassDesc[locals.length - 1];
    Arrays.fill(parameters, VECTOR);
    code.invokevirtual(owner, name, MethodTypeDesc.of(result, parameters));
  }

  private void onMasks(Op op, int[] locals) {
    for (int local : locals) {
      code.aload(local);
    }
    ClassDesc[] parameters = new ClassDesc[locals.length - 1];
    Arrays.fill(parameters, MASK);
    code.invokevirtual(MASK, op.symbol(), MethodTypeDesc.of(MASK, parameters));
  }

  /**
   * Adding a large number leaves the integer n, biased, in the lowest bits; from there it is
   * shifted up.
   */
  private void pow2(int n) {
    code.aload(n);
    double magic = single ? 0x1.8p23 + 127 : 0x1.8p52 + 1023;
    if (single) {
      code.loadConstant((float) magic);
    } else {
      code.loadConstant(magic);
    }
    code.invokevirtual(vector, "add", MethodTypeDesc.of(vector, number));
    asIntegers();
    shift("LSHL");
    asNumbers();
  }

  /** Leaves the bits' distance from those of sqrt(1/2), in powers of two: an integer vector. */
  private void integerExponent(int x) {
    code.aload(x);
    asIntegers();
    if (single) {
      code.loadConstant(Bits.FLOAT_MIDDLE);
    } else {
      code.loadConstant(Bits.DOUBLE_MIDDLE);
    }
    code.invokevirtual(integers, "sub", MethodTypeDesc.of(integers, element()));
    shift("ASHR");
  }

  /**
   * An integer becomes a number by adding it to the bits of a large one, which is taken away again.
   */
  private void exponent(int x) {
    integerExponent(x);
    if (single) {
      code.loadConstant(Float.floatToRawIntBits(0x1.8p23f));
    } else {
      code.loadConstant(Double.doubleToRawLongBits(0x1.8p52));
    }
    code.invokevirtual(integers, "add", MethodTypeDesc.of(integers, element()));
    asNumbers();
    if (single) {
      code.loadConstant(0x1.8p23f);
    } else {
      code.loadConstant(0x1.8p52);
    }
    code.invokevirtual(vector, "sub", MethodTypeDesc.of(vector, number));
  }

  private void significand(int x) {
    int shifted = code.allocateLocal(TypeKind.REFERENCE);
    integerExponent(x);
    shift("LSHL");
    code.astore(shifted).aload(x);
    asIntegers();
    code.aload(shifted);
    code.invokevirtual(integers, "sub", MethodTypeDesc.of(integers, VECTOR));
    asNumbers();
  }

  private void shift(String operator) {
    code.getstatic(OPERATORS, operator, BINARY);
    if (single) {
      code.loadConstant(Bits.FLOAT_FRACTION);
    } else {
      code.loadConstant((long) Bits.DOUBLE_FRACTION);
    }
    code.invokevirtual(integers, "lanewise", MethodTypeDesc.of(integers, BINARY, element()));
  }

  private ClassDesc element() {
    return single ? ConstantDescs.CD_int : ConstantDescs.CD_long;
  }

  private void asIntegers() {
    code.invokevirtual(
        vector, single ? "reinterpretAsInts" : "reinterpretAsLongs", MethodTypeDesc.of(integers));
  }

  private void asNumbers() {
    code.invokevirtual(
        integers,
        single ? "reinterpretAsFloats" : "reinterpretAsDoubles",
        MethodTypeDesc.of(vector));
  }
}
