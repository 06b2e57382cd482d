package dev.wengert.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file whole or not at all.
 *
 * <p>The content goes to a temporary file in the same folder, is forced to the disk, and then takes
 * the file's name in one step. Whoever opens that name, even after a crash, finds the old content
 * or the new, never a part. A failure leaves the old file as it was and no temporary one behind
 * (unless the process was killed: then a hidden file {@code .NAME.*.tmp} may stay).
 */
public final class AtomicFile {

  private static final int BUFFER_BYTES = 1 << 16;

  private AtomicFile() {}

  /** What writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, in place of one that may be there. A symbolic link stays, and what it points at
   * is replaced. An interrupt does not stop the writing; it is pending afterwards.
   *
   * @throws IOException if the folder is missing, the disk is full, or writing fails otherwise;
   *     what names a file names this one
   */
  public static void write(Path file, Content content) throws IOException {
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = target.resolveSibling("");
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), BUFFER_BYTES)) {
        content.writeTo(out);
      }
      force(temporary, StandardOpenOption.WRITE);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
      if (failure instanceof FileSystemException refusal
          && temporary.toString().equals(refusal.getFile())) {
        throw named(refusal, file, folder);
      }
      throw failure;
    }
    forceFolder(folder);
  }

  /**
   * Returns the refusal in terms of the file that was asked for: nobody knows the temporary one.
   */
  private static FileSystemException named(FileSystemException refusal, Path file, Path folder) {
    String name = file.toString();
    FileSystemException result;
    if (Files.isDirectory(file)) {
      result = new FileSystemException(name, null, "is a folder; name a file in it");
    } else if (!Files.exists(folder)) {
      String reason = "its folder " + folder + " is missing; make it with Files.createDirectories";
      result = new NoSuchFileException(name, null, reason);
    } else if (!Files.isDirectory(folder)) {
      result = new NotDirectoryException(folder.toString());
    } else if (refusal instanceof AccessDeniedException) {
      String reason = "its folder " + folder + " cannot be written; name another";
      result = new AccessDeniedException(name, null, reason);
    } else {
      String reason = refusal.getReason();
      result =
          new FileSystemException(
              name, null, reason == null ? refusal.getClass().getSimpleName() : reason);
    }
    result.initCause(refusal);
    return result;
  }

  /** The new name itself reaches the disk with the folder, where a system lets one open that. */
  private static void forceFolder(Path folder) {
    try {
      force(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows opens no folders; the file is complete all the same.
    }
  }

  /** A channel refuses an interrupted thread, so an interrupt waits until the force is done. */
  private static void force(Path path, OpenOption option) throws IOException {
    boolean isInterrupted = false;
    try {
      while (true) {
        isInterrupted |= Thread.interrupted();
        try (FileChannel channel = FileChannel.open(path, option)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
