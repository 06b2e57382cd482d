package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.data.ExampleBatches.Placed;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A data set of image files in folders, one a class: {@code cats/1.png}, {@code dogs/1.jpg}.
 *
 * <p>Inputs are FLOAT32 [channels, height, width] from 0 to 1, targets the number of the class,
 * INT32, counted from 0 in the order of the folders' names. Files are read as they are needed, in
 * any format that {@code javax.imageio} knows, and turned as their EXIF orientation says; names
 * that begin with a dot are left alone. A folder within that of a class is bad, like a file that is
 * no image.
 */
public final class ImageFolder implements DataSet {

  private final ImmutableList<String> classes;
  private final ImmutableList<Path> files;
  private final int[] labels;
  private final ImageFile form;
  private final BadRecords bad;

  private ImageFolder(
      ImmutableList<String> classes,
      ImmutableList<Path> files,
      int[] labels,
      ImageFile form,
      BadRecords bad) {
    this.classes = classes;
    this.files = files;
    this.labels = labels;
    this.form = form;
    this.bad = bad;
  }

  /**
   * Returns the set of the images below a folder.
   *
   * @param channels 1 for grey (of coloured images the luminance 0.299 R + 0.587 G + 0.114 B), 3
   *     for red, green and blue (of grey images three times the same); transparency is dropped
   * @param height the height that every image must have, turned as it is to be shown
   * @param width the width that every image must have, turned as it is to be shown
   * @throws MalformedFileException if there are no images, or a class has a folder within its own
   * @throws IOException if the folder cannot be listed
   */
  public static ImageFolder of(Path folder, int channels, int height, int width)
      throws IOException {
    return of(folder, channels, height, width, BadRecords.refuse());
  }

  /**
   * Returns the set of the images below a folder.
   *
   * @param bad what becomes of folders too deep and of files that are no images, or of another size
   * @throws MalformedFileException if there are no images
   * @throws IOException if the folder cannot be listed
   */
  public static ImageFolder of(Path folder, int channels, int height, int width, BadRecords bad)
      throws IOException {
    ImageFile form = new ImageFile(channels, height, width);
    List<String> classes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path inner : listed(folder)) {
      if (Files.isDirectory(inner)) {
        for (Path image : listed(inner)) {
          if (Files.isDirectory(image)) {
            bad.found(tooDeep(folder, image));
          } else {
            files.add(image);
            labels.add(classes.size());
          }
        }
        classes.add(String.valueOf(inner.getFileName()));
      }
    }
    if (files.isEmpty()) {
      throw new MalformedFileException(
          "imageFolder: "
              + folder
              + ": holds no images: the folders in it are "
              + classes
              + "; put the images of each class into a folder of its own");
    }
    return new ImageFolder(
        ImmutableList.copyOf(classes),
        ImmutableList.copyOf(files),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        form,
        bad);
  }

  private static MalformedFileException tooDeep(Path folder, Path inner) {
    return new MalformedFileException(
        "imageFolder: "
            + folder
            + ": a folder is too deep: "
            + folder.relativize(inner)
            + " lies within the folder of a class; put images into the folder of their class"
            + " itself, or give the folder whose folders are the classes");
  }

  /** By name, since systems list folders in any order. */
  private static List<Path> listed(Path folder) throws IOException {
    List<Path> result = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, path -> !String.valueOf(path.getFileName()).startsWith("."))) {
      entries.forEach(result::add);
    }
    Collections.sort(result);
    return result;
  }

  /** Returns the names of the classes; the number of a class is its place here. */
  public ImmutableList<String> classes() {
    return classes;
  }

  /** Returns the files, in the order of the set. */
  public ImmutableList<Path> files() {
    return files;
  }

  /** Returns the number of files: of examples, unless bad ones are left out. */
  @Override
  public OptionalLong size() {
    return OptionalLong.of(files.size());
  }

  @Override
  public Batches inOrder(Batching batching) {
    int[] order = new int[files.size()];
    Arrays.setAll(order, i -> i);
    return new ExampleBatches<>(batching, new Ordered(order), Collate.stacking());
  }

  @Override
  public Batches shuffled(Batching batching, Key key, int epoch) {
    int[] order = key.fold(epoch).permutation(files.size()).toIntArray();
    return new ExampleBatches<>(batching, new Ordered(order), Collate.stacking());
  }

  /**
   * Returns all examples, read into memory.
   *
   * @throws MalformedFileException if a file is no image, or one of another size
   * @throws IOException if a file cannot be read
   */
  public Examples read() throws IOException {
    List<Tensor> x = new ArrayList<>();
    List<Tensor> y = new ArrayList<>();
    int[] order = new int[files.size()];
    Arrays.setAll(order, i -> i);
    Ordered all = new Ordered(order);
    for (Placed<Example> next = all.next(); next != null; next = all.next()) {
      x.add(next.example().x());
      y.add(next.example().y());
    }
    Preconditions.checkState(
        !x.isEmpty(), "imageFolder: all %s files were left out: %s", files.size(), bad.messages());
    int[] places = new int[x.size()];
    return DataSet.of(
        Stacking.stack("image", x.toArray(new Tensor[0]), places),
        Stacking.stack("class", y.toArray(new Tensor[0]), places));
  }

  /** The images of a run, in a given order. */
  private final class Ordered implements ExampleBatches.Feed<Example> {

    private final int[] order;
    private int next;

    Ordered(int[] order) {
      this.order = order;
    }

    @Override
    public @Nullable Placed<Example> next() throws IOException {
      while (next < order.length) {
        int place = order[next++];
        try {
          Tensor image = form.read(files.get(place));
          return new Placed<>(new Example(image, Tensor.scalar(labels[place])), place);
        } catch (MalformedFileException problem) {
          bad.found(problem);
        }
      }
      return null;
    }

    @Override
    public void close() {
      next = order.length;
    }
  }
}
