package dev.wengert.examples;

import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.wengert.nn.train.Shutdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * The folder that takes the results of a run: all of them or none.
 *
 * <p>Files are written into a hidden folder beside their place and moved there when the last one is
 * complete; a program that is told to end meanwhile, by Ctrl-C for example, ends after that.
 * Whether the place can be written to is known before the work begins.
 */
public final class OutputFolder {

  private static final int LONGEST_SECONDS = 30;

  private final Path target;

  private OutputFolder(Path target) {
    this.target = target;
  }

  /** Something that writes files into a folder. */
  @FunctionalInterface
  public interface Content {
    void writeInto(Path folder) throws IOException;
  }

  /**
   * Returns the folder of the given path, which need not exist.
   *
   * @throws UserError if it is a file or cannot be written to
   */
  public static OutputFolder at(Path path) {
    OutputFolder folder = new OutputFolder(path);
    if (path.toString().isEmpty()) {
      throw folder.error("the name is empty");
    }
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw folder.error(existing + " is not a folder");
    }
    try {
      Files.delete(createHidden(existing));
    } catch (IOException e) {
      throw folder.error(existing + " cannot be written to", e);
    }
    return folder;
  }

  /**
   * Checks that files can be replaced.
   *
   * @param names the names of all files that a run can write
   * @throws UserError if one of them is a folder
   */
  public void checkReplaceable(ImmutableSet<String> names) {
    for (String name : names) {
      if (Files.isDirectory(target.resolve(name))) {
        throw error(name + " is a folder, and a file is to be written in its place");
      }
    }
  }

  /**
   * Writes the files of a run. They replace files of the same names; files of earlier runs that
   * this run does not write are removed, so that the folder shows one run.
   *
   * @param names the names of all files that a run can write
   * @throws UserError if a file cannot be written; then none is
   */
  public void save(ImmutableSet<String> names, Content content) {
    checkReplaceable(names);
    Shutdown.finishing(LONGEST_SECONDS, () -> saveNow(names, content));
  }

  private void saveNow(ImmutableSet<String> names, Content content) {
    Path folder = target.toAbsolutePath();
    boolean exists = Files.exists(folder);
    Path root = folder.getRoot();
    Path parent = folder.getParent() == null ? root : folder.getParent();
    try {
      Files.createDirectories(exists ? folder : parent);
      Path hidden = createHidden(exists ? folder : parent);
      try {
        content.writeInto(hidden);
        if (exists) {
          replaceFiles(names, hidden, folder);
        } else {
          Files.move(hidden, folder, StandardCopyOption.ATOMIC_MOVE);
        }
      } finally {
        if (Files.exists(hidden)) {
          MoreFiles.deleteRecursively(hidden, RecursiveDeleteOption.ALLOW_INSECURE);
        }
      }
    } catch (IOException e) {
      throw error("the results cannot be written", e);
    }
  }

  private static void replaceFiles(ImmutableSet<String> names, Path from, Path to)
      throws IOException {
    for (String name : names) {
      if (Files.exists(from.resolve(name))) {
        Files.move(from.resolve(name), to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.deleteIfExists(to.resolve(name));
      }
    }
  }

  /** A temporary folder of the JDK would keep its owner-only permissions when it is moved. */
  private static Path createHidden(Path folder) throws IOException {
    return Files.createDirectory(folder.resolve(".unfinished-" + UUID.randomUUID()));
  }

  private UserError error(String problem) {
    return new UserError("--output: " + target + ": " + problem + "; choose another folder");
  }

  private UserError error(String problem, IOException cause) {
    return new UserError(
        "--output: "
            + target
            + ": "
            + problem
            + ": "
            + UserError.reason(cause)
            + "; choose another folder",
        cause);
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
