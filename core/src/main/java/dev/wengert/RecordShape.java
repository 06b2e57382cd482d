package dev.wengert;

import com.google.common.collect.ImmutableList;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How the records of a class are taken apart and made: looked up once a class, then called. */
final class RecordShape {

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final ImmutableList<String> names;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;

  private RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    ImmutableList.Builder<String> named = ImmutableList.builder();
    accessors = new MethodHandle[components.length];
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      for (int i = 0; i < components.length; i++) {
        named.add(components[i].getName());
        Method accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        accessors[i] =
            lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
      }
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      constructor =
          lookup
              .unreflectConstructor(canonical)
              .asType(MethodType.genericMethodType(components.length))
              .asSpreader(Object[].class, components.length);
    } catch (InaccessibleObjectException | ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "structure: the record "
              + type.getName()
              + " is not visible from here; make it public and export its package, open that, or"
              + " implement Structured",
          e);
    }
    names = named.build();
  }

  /** Returns how records of a class are made. */
  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** Returns the components' names, in the order of declaration. */
  ImmutableList<String> names() {
    return names;
  }

  /** Returns what a record is made of, in the order of declaration. */
  @Nullable Object[] parts(Record some) {
    @Nullable Object[] parts = new @Nullable Object[accessors.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = called(accessors[i], some);
    }
    return parts;
  }

  /** Returns a record of these parts, made by its constructor, which may refuse them. */
  Object made(@Nullable Object[] parts) {
    try {
      return (Object) constructor.invokeExact(parts);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  private static @Nullable Object called(MethodHandle accessor, Record some) {
    try {
      return (Object) accessor.invokeExact((Object) some);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** What a record's own code threw, as it is; records declare nothing that is checked. */
  private static RuntimeException thrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }
}
