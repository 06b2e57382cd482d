package dev.wengert.cpu.machine;

import dev.wengert.array.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Classes that are written once, for {@code float}, and serve other dtypes too.
 *
 * <p>What is computed on arrays of numbers has to be written with a type, since neither generics
 * nor HotSpot see through an accessor as they see through {@code x[i]}. The same text for {@code
 * double} and {@code int} would be a twin that one mends and the other forgets. So it is made from
 * the compiled class: types, vectors and instructions of float become those of the other dtype, and
 * what comes out is to the instruction what the compiler would have made of the twin.
 *
 * <p>Such a class is final, keeps to floats, arrays of them, integers and objects, calls what has
 * the other type too, and has no lambda, no string that is put together, and no float that stays on
 * the stack twice ({@code a = b = 0f}).
 */
public final class Retyped {

  private static final String VECTORS = "Ljdk/incubator/vector/";

  private final ClassDesc element;
  private final TypeKind kind;
  private final String prefix;

  private Retyped(DType dtype) {
    this.element = dtype == DType.FLOAT64 ? ConstantDescs.CD_double : ConstantDescs.CD_int;
    this.kind = dtype == DType.FLOAT64 ? TypeKind.DOUBLE : TypeKind.INT;
    this.prefix = dtype == DType.FLOAT64 ? "Double" : "Int";
  }

  /**
   * Returns an object of a class's form for a dtype; null where classes cannot be defined.
   *
   * @param lookup that of the class's package
   * @param written a class that is written for float and has a constructor without parameters
   * @param dtype FLOAT64 or INT32
   * @param type what both forms are
   */
  public static <T> @Nullable T make(
      MethodHandles.Lookup lookup, Class<? extends T> written, DType dtype, Class<T> type) {
    return HiddenClasses.isPossible()
        ? type.cast(HiddenClasses.make(lookup, new Retyped(dtype).retyped(written)))
        : null;
  }

  private byte[] retyped(Class<?> written) {
    ClassFile context =
        ClassFile.of(
            ClassFile.ConstantPoolSharingOption.NEW_POOL, ClassFile.DebugElementsOption.DROP_DEBUG);
    ClassModel model = context.parse(bytes(written));
    return context.build(
        model.thisClass().asSymbol(),
        type -> {
          type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
          type.withInterfaces(model.interfaces());
          model
              .fields()
              .forEach(
                  field ->
                      type.withField(
                          field.fieldName().stringValue(),
                          retyped(field.fieldTypeSymbol()),
                          field.flags().flagsMask()));
          for (MethodModel method : model.methods()) {
            Slots slots = new Slots(method);
            type.withMethodBody(
                method.methodName().stringValue(),
                retyped(method.methodTypeSymbol()),
                method.flags().flagsMask(),
                code -> method.code().orElseThrow().forEach(each -> write(code, each, slots)));
          }
        });
  }

  private static byte[] bytes(Class<?> type) {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      if (in == null) {
        throw new AssertionError(type + " has no class file");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ClassDesc retyped(ClassDesc type) {
    if (type.isArray()) {
      return retyped(type.componentType()).arrayType();
    }
    String name = type.descriptorString();
    return type.equals(ConstantDescs.CD_float)
        ? element
        : name.startsWith(VECTORS + "Float")
            ? ClassDesc.ofDescriptor(name.replace(VECTORS + "Float", VECTORS + prefix))
            : type;
  }

  private MethodTypeDesc retyped(MethodTypeDesc type) {
    ClassDesc[] parameters = new ClassDesc[type.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = retyped(type.parameterType(i));
    }
    return MethodTypeDesc.of(retyped(type.returnType()), parameters);
  }

  private TypeKind retyped(TypeKind type) {
    return type == TypeKind.FLOAT ? kind : type;
  }

  private void write(CodeBuilder code, CodeElement each, Slots slots) {
    switch (each) {
      case LoadInstruction load -> code.loadLocal(retyped(load.typeKind()), slots.of(load.slot()));
      case StoreInstruction store ->
          code.storeLocal(retyped(store.typeKind()), slots.of(store.slot()));
      case IncrementInstruction increment ->
          code.iinc(slots.of(increment.slot()), increment.constant());
      case ArrayLoadInstruction load -> code.arrayLoad(retyped(load.typeKind()));
      case ArrayStoreInstruction store -> code.arrayStore(retyped(store.typeKind()));
      case ReturnInstruction end -> code.return_(retyped(end.typeKind()));
      case NewPrimitiveArrayInstruction array -> code.newarray(retyped(array.typeKind()));
      case ConstantInstruction constant when constant.typeKind() == TypeKind.FLOAT ->
          constant(code, (Float) constant.constantValue());
      case ConvertInstruction convert ->
          convert(code, retyped(convert.fromType()), retyped(convert.toType()));
      case OperatorInstruction operator -> operate(code, operator.opcode());
      case TypeCheckInstruction check ->
          code.with(TypeCheckInstruction.of(check.opcode(), retyped(check.type().asSymbol())));
      case FieldInstruction field ->
          code.fieldAccess(
              field.opcode(),
              retyped(field.owner().asSymbol()),
              field.name().stringValue(),
              retyped(field.typeSymbol()));
      case InvokeInstruction call ->
          code.invoke(
              call.opcode(),
              retyped(call.owner().asSymbol()),
              call.name().stringValue(),
              retyped(call.typeSymbol()),
              call.isInterface());
      case StackMapTableAttribute frames -> {}
      default -> code.with(each);
    }
  }

  private void constant(CodeBuilder code, float value) {
    if (kind == TypeKind.DOUBLE) {
      code.loadConstant((double) value);
    } else {
      code.loadConstant((int) value);
    }
  }

  private static void convert(CodeBuilder code, TypeKind from, TypeKind to) {
    if (from != to) {
      code.conversion(from, to);
    }
  }

  private void operate(CodeBuilder code, Opcode operator) {
    boolean compares = operator == Opcode.FCMPL || operator == Opcode.FCMPG;
    if (compares && kind == TypeKind.INT) {
      code.invokestatic(
          ConstantDescs.CD_Integer, "compare", MethodTypeDesc.of(element, element, element));
      return;
    }
    boolean isFloat =
        switch (operator) {
          case FADD, FSUB, FMUL, FDIV, FREM, FNEG -> true;
          default -> compares;
        };
    String letter = kind == TypeKind.DOUBLE ? "D" : "I";
    code.with(
        OperatorInstruction.of(
            isFloat ? Opcode.valueOf(letter + operator.name().substring(1)) : operator));
  }

  /** Where local variables go: two places for each, since any may be a double. */
  private final class Slots {
    private final int[] parameters;
    private final int behind;

    Slots(MethodModel method) {
      MethodTypeDesc type = method.methodTypeSymbol();
      int own = (method.flags().flagsMask() & ClassFile.ACC_STATIC) == 0 ? 1 : 0;
      int size = own;
      for (int i = 0; i < type.parameterCount(); i++) {
        size += TypeKind.from(type.parameterType(i)).slotSize();
      }
      parameters = new int[size];
      int at = own;
      int next = own;
      for (int i = 0; i < type.parameterCount(); i++) {
        parameters[at] = next;
        at += TypeKind.from(type.parameterType(i)).slotSize();
        next += TypeKind.from(retyped(type.parameterType(i))).slotSize();
      }
      behind = next;
    }

    int of(int slot) {
      return slot < parameters.length ? parameters[slot] : behind + 2 * (slot - parameters.length);
    }
  }
}
