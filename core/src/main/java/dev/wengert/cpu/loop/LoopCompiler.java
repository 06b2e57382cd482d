package dev.wengert.cpu.loop;

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

  /** Whether classes can be defined at run time: not in a native image, nor if told not to. */
  private static volatile boolean possible =
      !System.getProperty("wengert.loops", "compiled").equals("interpreted");

  private LoopCompiler() {}

  /** Returns whether this runtime defines classes, as far as is known. */
  public static boolean isPossible() {
    return possible;
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
   * @param simd whether several elements are computed at once
   */
  static @Nullable CompiledLoop compile(LoopBody body, LoopForm form, boolean simd) {
    byte[] bytes = assemble(body, form, simd);
    try {
      Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
      return (CompiledLoop) type.getDeclaredConstructor().newInstance();
    } catch (LinkageError | VirtualMachineError e) {
      throw e;
    } catch (UnsupportedOperationException | Error e) {
      // What a native image throws is an error of its own kind.
      possible = false;
      System.getLogger(LoopCompiler.class.getName())
          .log(
              System.Logger.Level.INFO,
              "loops are interpreted, several times slower: this runtime defines no classes ({0})",
              e.toString());
      return null;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a generated loop cannot be made", e);
    }
  }

  private static byte[] assemble(LoopBody body, LoopForm form, boolean simd) {
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
                              simd
                                  ? new SimdEmitter(code, form.compute())
                                  : new ScalarEmitter(code, form.compute());
                          new LoopAssembler(code, body, form, emitter).assemble();
                        }));
  }
}
