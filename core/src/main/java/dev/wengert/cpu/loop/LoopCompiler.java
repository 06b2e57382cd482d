package dev.wengert.cpu.loop;

import dev.wengert.cpu.machine.HiddenClasses;
import dev.wengert.expression.LoopBody;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Compiles loop bodies to hidden classes, one for each body and {@linkplain LoopForm form}. */
public final class LoopCompiler {

  /** HotSpot compiles no method over 8,000 bytes; an instruction takes some ten to twenty. */
  static final int MOST_INSTRUCTIONS = 300;

  /** So many instructions are as long as what an operand or a result takes. */
  private static final int OPERAND = 3;

  /** What instructions, operands and results may take together. */
  private static final int MOST_IN_ALL = 400;

  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
  private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          OBJECTS,
          INTS,
          INTS,
          OBJECTS,
          INTS,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int);

  private LoopCompiler() {}

  /** Returns whether this runtime defines classes, as far as is known. */
  public static boolean isPossible() {
    return HiddenClasses.isPossible();
  }

  /** Returns whether a body, written out, is one that HotSpot compiles well as a whole. */
  static boolean fits(LoopBody body) {
    return fits(
        body.instructions().size(),
        body.inputs().size(),
        body.results().length(),
        MOST_INSTRUCTIONS);
  }

  /** Returns whether a body of so many instructions, operands and results would be one. */
  static boolean fits(int instructions, int operands, int results, int most) {
    return instructions <= most
        && operands <= LoopForm.MOST_OPERANDS
        && results <= LoopForm.MOST_OPERANDS
        && instructions + OPERAND * (operands + results) <= MOST_IN_ALL;
  }

  /**
   * Compiles a loop; null where that is impossible.
   *
   * @param body one that is written out and {@linkplain #fits fits}
   * @param kind how its steps are written
   */
  static @Nullable CompiledLoop compile(LoopBody body, LoopForm form, LoopKind kind) {
    return (CompiledLoop) HiddenClasses.make(MethodHandles.lookup(), assemble(body, form, kind));
  }

  private static byte[] assemble(LoopBody body, LoopForm form, LoopKind kind) {
    ClassDesc self = ClassDesc.of(LoopCompiler.class.getPackageName(), "GeneratedLoop");
    return ClassFile.of()
        .build(
            self,
            type ->
                type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withInterfaceSymbols(CompiledLoop.class.describeConstable().orElseThrow())
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    ConstantDescs.CD_Object,
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "run",
                        RUN,
                        ClassFile.ACC_PUBLIC,
                        code -> {
                          Emitter emitter =
                              kind == LoopKind.VECTORS
                                  ? new SimdEmitter(code, form.compute())
                                  : new ScalarEmitter(code, form.compute());
                          boolean isAligned = kind == LoopKind.ALIGNED;
                          new LoopAssembler(code, body, form, emitter, isAligned).assemble();
                        }));
  }
}
