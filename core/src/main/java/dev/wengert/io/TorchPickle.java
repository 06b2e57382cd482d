package dev.wengert.io;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The program in a file of PyTorch that says which tensors there are: a pickle, of which nothing is
 * carried out but what makes dictionaries, lists, numbers, texts and plain tensors. Whatever else
 * it names, a function of Python's above all, is refused by its name.
 */
final class TorchPickle {

  /** What is neither a value of Java nor one of the records below: Python's None. */
  enum Nothing {
    /** None. */
    NONE
  }

  /** A function or class of Python's, by its name. */
  record Global(String name) {}

  /**
   * The numbers of tensors, one after the other, in a file of the archive.
   *
   * @param key the file's name
   * @param size how many numbers there are
   */
  record Storage(ElementType type, String key, long size) {}

  /** A part of a storage, by sides and strides in numbers. */
  record Strided(
      Storage storage, long offset, ImmutableList<Long> sides, ImmutableList<Long> strides) {}

  /** What stands in the place of an opening mark on the stack. */
  private enum Mark {
    MARK
  }

  private static final ImmutableMap<String, ElementType> STORAGES =
      ImmutableMap.<String, ElementType>builder()
          .put("torch.HalfStorage", ElementType.F16)
          .put("torch.BFloat16Storage", ElementType.BF16)
          .put("torch.FloatStorage", ElementType.F32)
          .put("torch.DoubleStorage", ElementType.F64)
          .put("torch.CharStorage", ElementType.I8)
          .put("torch.ByteStorage", ElementType.U8)
          .put("torch.ShortStorage", ElementType.I16)
          .put("torch.IntStorage", ElementType.I32)
          .put("torch.LongStorage", ElementType.I64)
          .put("torch.BoolStorage", ElementType.BOOL)
          .buildOrThrow();

  private static final String ORDERED = "collections.OrderedDict";
  private static final String SIZE = "torch.Size";
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final int LONGEST_INTEGER = 8;

  /** Which argument of a tensor has the ways in which its numbers are not its values. */
  private static final int READ_AS = 6;

  private final Source source;
  private final ByteBuffer code;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private TorchPickle(Source source, byte[] code) {
    this.source = source;
    this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the value that a program makes. */
  static Object read(Source source, byte[] code) throws MalformedFileException {
    return new TorchPickle(source, code).run();
  }

  private Object run() throws MalformedFileException {
    while (true) {
      int opcode = Byte.toUnsignedInt(bytes(1).get());
      if (opcode == '.') {
        return pop();
      }
      step(opcode);
    }
  }

  private void step(int opcode) throws MalformedFileException {
    switch (opcode) {
      case 0x80 -> bytes(1); // the version
      case 0x95 -> bytes(Long.BYTES); // how long a frame is
      case '(' -> stack.push(Mark.MARK);
      case 'N' -> stack.push(Nothing.NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'K' -> stack.push((long) Byte.toUnsignedInt(bytes(1).get()));
      case 'M' -> stack.push((long) Short.toUnsignedInt(bytes(2).getShort()));
      case 'J' -> stack.push((long) bytes(4).getInt());
      case 0x8a -> stack.push(integer(Byte.toUnsignedInt(bytes(1).get())));
      case 'G' -> stack.push(bytes(8).order(ByteOrder.BIG_ENDIAN).getDouble());
      case 'X' -> stack.push(text(length()));
      case 0x8c -> stack.push(text(Byte.toUnsignedInt(bytes(1).get())));
      case 'c' -> stack.push(new Global(line() + "." + line()));
      case 0x93 -> {
        String name = take(String.class, "the name of a class");
        stack.push(new Global(take(String.class, "the name of a module") + "." + name));
      }
      case '}' -> stack.push(new LinkedHashMap<Object, Object>());
      case ']' -> stack.push(new ArrayList<Object>());
      case ')' -> stack.push(ImmutableList.of());
      case 't' -> stack.push(ImmutableList.copyOf(marked()));
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case 'a' -> {
        Object last = pop();
        list().add(last);
      }
      case 'e' -> {
        List<Object> items = marked();
        list().addAll(items);
      }
      case 's' -> {
        Object value = pop();
        Object key = pop();
        map().put(key(key), value);
      }
      case 'u' -> putAll(marked());
      case 'q' -> remember(Byte.toUnsignedInt(bytes(1).get()));
      case 'r' -> remember(length());
      case 0x94 -> remember(memo.size());
      case 'h' -> recall(Byte.toUnsignedInt(bytes(1).get()));
      case 'j' -> recall(length());
      case 'Q' -> stack.push(storage(pop()));
      case 'R' -> reduce();
      case 'b' -> build();
      default ->
          throw source.malformed(
              "its program has the instruction 0x%s at byte %s, which plain tensors do not need;"
                  + " save a dictionary of tensors by torch.save(model.state_dict(), file), or"
                  + " safetensors",
              Integer.toHexString(opcode), code.position() - 1);
    }
  }

  private ByteBuffer bytes(int count) throws MalformedFileException {
    if (count > code.remaining()) {
      throw source.malformed(
          "its program ends at byte %s, where %s more belong; the file is damaged, copy or save it"
              + " again",
          code.limit(), count - code.remaining());
    }
    ByteBuffer part = code.slice(code.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    code.position(code.position() + count);
    return part;
  }

  private int length() throws MalformedFileException {
    int length = bytes(Integer.BYTES).getInt();
    if (length < 0) {
      throw damaged("a length beyond the file");
    }
    return length;
  }

  private String text(int length) throws MalformedFileException {
    return source.text(bytes(length), StandardCharsets.UTF_8, "a name or a text of its program");
  }

  private String line() throws MalformedFileException {
    StringBuilder line = new StringBuilder();
    for (char c = (char) bytes(1).get(); c != '\n'; c = (char) bytes(1).get()) {
      line.append(c);
    }
    return line.toString();
  }

  private long integer(int length) throws MalformedFileException {
    if (length > LONGEST_INTEGER) {
      throw damaged("an integer of " + length + " bytes");
    }
    ByteBuffer bytes = bytes(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) Byte.toUnsignedInt(bytes.get(i)) << (Byte.SIZE * i);
    }
    int unused = Long.SIZE - Byte.SIZE * length;
    return length == 0 ? 0 : (value << unused) >> unused;
  }

  private MalformedFileException damaged(String what) {
    return source.malformed(
        "its program has %s before byte %s; the file is damaged, copy or save it again",
        what, code.position());
  }

  private Object pop() throws MalformedFileException {
    Object top = stack.poll();
    if (top == null || top == Mark.MARK) {
      throw damaged("too few values");
    }
    return top;
  }

  private Object top() throws MalformedFileException {
    Object top = pop();
    stack.push(top);
    return top;
  }

  private <T> T take(Class<T> type, String what) throws MalformedFileException {
    return as(type, pop(), what);
  }

  private <T> T as(Class<T> type, Object value, String what) throws MalformedFileException {
    if (!type.isInstance(value)) {
      throw damaged("something else where " + what + " belongs");
    }
    return type.cast(value);
  }

  /** Returns the values down to the mark, the lowest first. */
  private List<Object> marked() throws MalformedFileException {
    Deque<Object> values = new ArrayDeque<>();
    while (true) {
      Object top = stack.poll();
      if (top == null) {
        throw damaged("no opening mark");
      }
      if (top == Mark.MARK) {
        return new ArrayList<>(values);
      }
      values.push(top);
    }
  }

  private void tuple(int count) throws MalformedFileException {
    Deque<Object> values = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      values.push(pop());
    }
    stack.push(ImmutableList.copyOf(values));
  }

  @SuppressWarnings("unchecked") // lists that are not tuples are made here alone
  private List<Object> list() throws MalformedFileException {
    return (List<Object>) as(ArrayList.class, top(), "a list");
  }

  @SuppressWarnings("unchecked") // maps are made here alone
  private Map<Object, Object> map() throws MalformedFileException {
    return (Map<Object, Object>) as(LinkedHashMap.class, top(), "a dictionary");
  }

  private Object key(Object key) throws MalformedFileException {
    if (key instanceof String || key instanceof Long || key instanceof Boolean) {
      return key;
    }
    throw damaged("a key that is neither text nor number");
  }

  private void putAll(List<Object> items) throws MalformedFileException {
    if (items.size() % 2 != 0) {
      throw damaged("a key without a value");
    }
    Map<Object, Object> map = map();
    for (int i = 0; i < items.size(); i += 2) {
      map.put(key(items.get(i)), items.get(i + 1));
    }
  }

  private void remember(int place) throws MalformedFileException {
    memo.put(place, top());
  }

  private void recall(int place) throws MalformedFileException {
    Object value = memo.get(place);
    if (value == null) {
      throw damaged("a reference to what is not there");
    }
    stack.push(value);
  }

  /** A tuple {@code ("storage", type, key, device, size)} stands for a storage. */
  private Storage storage(Object reference) throws MalformedFileException {
    if (reference instanceof ImmutableList<?> parts
        && parts.size() == 5
        && parts.get(0).equals("storage")
        && parts.get(1) instanceof Global(String type)
        && parts.get(2) instanceof String key
        && parts.get(4) instanceof Long size
        && size >= 0) {
      ElementType known = STORAGES.get(type);
      if (known == null) {
        throw source.malformed(
            "it has numbers of the type %s; convert them to one of %s", type, STORAGES.keySet());
      }
      return new Storage(known, key, size);
    }
    throw damaged("a storage in a form that is not known");
  }

  private void reduce() throws MalformedFileException {
    ImmutableList<?> arguments = take(ImmutableList.class, "a tuple of arguments");
    Global function = take(Global.class, "a function");
    Object made =
        switch (function.name()) {
          case TENSOR -> tensor(arguments);
          case PARAMETER -> argument(arguments, 0, Strided.class);
          case SIZE -> argument(arguments, 0, ImmutableList.class);
          case ORDERED -> ordered(arguments);
          default ->
              throw source.malformed(
                  "its program would call %s of Python; only plain tensors are read, save a"
                      + " dictionary of them by torch.save(model.state_dict(), file), or"
                      + " safetensors",
                  function.name());
        };
    stack.push(made);
  }

  private <T> T argument(ImmutableList<?> arguments, int at, Class<T> type)
      throws MalformedFileException {
    if (at >= arguments.size()) {
      throw damaged("too few arguments");
    }
    return as(type, arguments.get(at), "an argument");
  }

  /** A new dictionary, which may begin with pairs. */
  private Map<Object, Object> ordered(ImmutableList<?> arguments) throws MalformedFileException {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object pair : argument(arguments, 0, List.class)) {
        List<?> both = as(List.class, pair, "a pair");
        if (both.size() != 2) {
          throw damaged("a pair of " + both.size());
        }
        map.put(key(both.get(0)), both.get(1));
      }
    }
    return map;
  }

  /** Arguments are storage, offset, sides, strides, what training needs, and how to read it. */
  private Strided tensor(ImmutableList<?> arguments) throws MalformedFileException {
    Storage storage = argument(arguments, 0, Storage.class);
    long offset = argument(arguments, 1, Long.class);
    ImmutableList<Long> sides = numbers(argument(arguments, 2, ImmutableList.class));
    ImmutableList<Long> strides = numbers(argument(arguments, 3, ImmutableList.class));
    if (sides.size() != strides.size() || offset < 0) {
      throw damaged("a tensor of sides " + sides + " and strides " + strides);
    }
    if (arguments.size() > READ_AS && arguments.get(READ_AS) != Nothing.NONE) {
      Set<?> readAs = argument(arguments, READ_AS, Map.class).keySet();
      if (!readAs.isEmpty()) {
        throw source.malformed(
            "it has a tensor whose numbers are not its values, but to be read by %s; save"
                + " tensor.resolve_conj().resolve_neg() in its place",
            readAs);
      }
    }
    return new Strided(storage, offset, sides, strides);
  }

  private ImmutableList<Long> numbers(ImmutableList<?> values) throws MalformedFileException {
    ImmutableList.Builder<Long> numbers = ImmutableList.builder();
    for (Object value : values) {
      long number = as(Long.class, value, "a side or a stride");
      if (number < 0) {
        throw damaged("a negative side or stride, " + number);
      }
      numbers.add(number);
    }
    return numbers.build();
  }

  /** Dictionaries of modules have attributes, their versions, which say nothing of tensors. */
  private void build() throws MalformedFileException {
    pop();
    as(LinkedHashMap.class, top(), "a dictionary");
  }
}
