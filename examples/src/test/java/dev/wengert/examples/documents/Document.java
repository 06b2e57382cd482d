package dev.wengert.examples.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wengert.testing.Printed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * The code of a Markdown file as programs: a block with a {@code main} is one by itself; all other
 * blocks together are one, imports first, then what they declare, then their statements in order.
 */
final class Document {

  private static final Pattern BLOCK =
      Pattern.compile("^( *)```(java|text)\n(.*?)^\\1```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern DECLARES =
      Pattern.compile("(final |static |public |abstract )*(class|record|interface|enum) .*");

  /**
   * A program and what it must print.
   *
   * @param name its class
   * @param source its text
   * @param printed parts of what it prints, in order
   */
  record Program(String name, String source, List<String> printed) {}

  private final List<Program> programs = new ArrayList<>();

  Document(Path file) throws IOException {
    String name = className(file);
    StringBuilder imports = new StringBuilder();
    StringBuilder members = new StringBuilder();
    StringBuilder statements = new StringBuilder();
    List<String> printed = new ArrayList<>();
    List<String> belonging = printed;
    Matcher block = BLOCK.matcher(Files.readString(file));
    while (block.find()) {
      String text = block.group(3).stripIndent();
      if (block.group(2).equals("text")) {
        belonging.add(text.strip());
        continue;
      }
      if (text.contains("void main(")) {
        Program program = new Program(name + "Program" + programs.size(), text, new ArrayList<>());
        programs.add(program);
        belonging = program.printed();
        continue;
      }
      belonging = printed;
      StringBuilder rest = new StringBuilder();
      text.lines()
          .forEach(line -> (line.startsWith("import ") ? imports : rest).append(line).append('\n'));
      String first =
          rest.toString().lines().filter(line -> line.matches("[a-zA-Z].*")).findFirst().orElse("");
      (DECLARES.matcher(first).matches() ? members : statements).append(rest);
    }
    if (!imports.isEmpty() || !statements.isEmpty()) {
      programs.add(
          new Program(
              name,
              imports
                  + members.toString()
                  + "void main() throws Exception {\n"
                  + statements
                  + "}\n",
              printed));
    }
  }

  private static String className(Path file) {
    StringBuilder name = new StringBuilder();
    for (String word : file.getFileName().toString().replace(".md", "").split("-", -1)) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return name.toString();
  }

  List<Program> programs() {
    return programs;
  }

  /**
   * Compiles programs in one go.
   *
   * @param folder where sources and classes go, and the files that the programs write
   * @return what the compiler says; empty if all is well
   */
  static String compile(List<Program> programs, Path folder) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xlint:all,-incubating,-path",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString()));
    for (Program program : programs) {
      Path source = folder.resolve(program.name() + ".java");
      // What a program writes goes to the test's folder, not to where the test runs.
      Files.writeString(
          source, program.source().replace("Path.of(\"", "Path.of(\"" + folder + "/"));
      arguments.add(source.toString());
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    ToolProvider.getSystemJavaCompiler()
        .run(null, messages, messages, arguments.toArray(new String[0]));
    return messages.toString(UTF_8);
  }

  /** Runs a program that was compiled and returns what it printed. */
  static String run(Program program, Path folder) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Class<?> type = loader.loadClass(program.name());
      Constructor<?> maker = type.getDeclaredConstructor();
      Method main = type.getDeclaredMethod("main");
      maker.setAccessible(true);
      main.setAccessible(true);
      return Printed.by(() -> main.invoke(maker.newInstance()));
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
