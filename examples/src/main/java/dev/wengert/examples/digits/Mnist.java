package dev.wengert.examples.digits;

import dev.wengert.datasets.ImageFiles;
import dev.wengert.examples.UserError;
import dev.wengert.io.MalformedFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;

/** MNIST, whose files somebody has downloaded, for the command line. */
final class Mnist {

  private Mnist() {}

  /**
   * Reads the files of a folder.
   *
   * @param training how many of the images for training to take, if there are as many
   * @throws UserError if a file is missing or is not what it must be
   */
  static Digits read(Path folder, int training) {
    ImageFiles files = ImageFiles.mnist();
    try {
      return new Digits(
          files.training(folder, training), files.test(folder), files + " in " + folder);
    } catch (FileNotFoundException | MalformedFileException e) {
      String message = String.valueOf(e.getMessage());
      throw new UserError("--mnist: " + message.replaceFirst("^mnist: ", ""), e);
    } catch (IOException e) {
      throw new UserError(
          "--mnist: "
              + folder
              + ": cannot be read: "
              + UserError.reason(e)
              + "; give files that can be",
          e);
    }
  }
}
