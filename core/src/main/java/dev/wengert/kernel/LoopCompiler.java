package dev.wengert.kernel;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.wengert.array.DType;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Compiles loop bodies to hidden classes, one for each body and {@linkplain LoopForm form}.
 *
 * <p>Loops are kept by structure: equal bodies share them. The cache is bounded and lets go of
 * loops when memory is short; then their classes are unloaded.
 */
final class LoopCompiler {

  /** HotSpot compiles no method over 8,000 bytes; an instruction takes some ten to twenty. */
  static final int MOST_INSTRUCTIONS = 300;

  private static final int MOST_LOOPS = 4096;

  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
  private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          OBJECTS,
          INTS,
          INTS,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int);

  private record Key(LoopBody body, LoopForm form) {}

  private static final Cache<Key, CompiledLoop> LOOPS =
      CacheBuilder.newBuilder().maximumSize(MOST_LOOPS).softValues().build();

  /** Whether classes can be defined at run time: not in a native image, nor if told not to. */
  private static volatile boolean possible =
      !System.getProperty("wengert.loops", "compiled").equals("interpreted");

  private LoopCompiler() {}

  /** Returns whether this runtime defines classes, as far as is known. */
  static boolean isPossible() {
    return possible;
  }

  /**
   * Returns the loop of a body, compiled when first asked for; null where that is impossible.
   *
   * @param body written out, and not longer than {@link #MOST_INSTRUCTIONS}
   */
  static @Nullable CompiledLoop get(
      LoopBody body, DType compute, DType result, int access, boolean simd) {
    CompiledLoop loop = body.loops().get(compute, result, access, simd);
    if (loop == null && possible) {
      LoopForm form = new LoopForm(compute, result, access, simd);
      Key key = new Key(body, form);
      loop = LOOPS.getIfPresent(key);
      if (loop == null) {
        loop = define(body, form);
        if (loop != null) {
          LOOPS.put(key, loop);
        }
      }
      if (loop != null) {
        body.loops().add(form, loop);
      }
    }
    return loop;
  }

  private static @Nullable CompiledLoop define(LoopBody body, LoopForm form) {
    byte[] bytes = assemble(body, form);
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

  private static byte[] assemble(LoopBody body, LoopForm form) {
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
                              form.simd()
                                  ? new SimdEmitter(code, form)
                                  : new ScalarEmitter(code, form);
                          new LoopAssembler(code, body, form, emitter).assemble();
                        }));
  }
}
