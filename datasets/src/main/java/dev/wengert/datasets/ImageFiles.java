package dev.wengert.datasets;

import com.google.common.base.Joiner;
import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.wengert.array.Shape;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.data.Examples;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A well-known set of images whose files somebody has downloaded into a folder, as they are or
 * packed with gzip.
 *
 * {@snippet class="dev.wengert.datasets.DatasetsSnippetsTest" region="files"}
 *
 * <p>Images are x FLOAT32 [n, channels, H, W] from 0 to 1, labels y INT32 [n]. The files may also
 * be in the folder within that the archive makes. None of these sets is part of this library; each
 * has terms of its own, of which {@link #card} tells.
 */
public final class ImageFiles {

  private static final ImmutableList<String> DIGITS =
      ImmutableList.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private static final String CIFAR_CITATION =
      "A. Krizhevsky, Learning multiple layers of features from tiny images, 2009";
  private static final String CIFAR_SOURCE =
      "https://www.cs.toronto.edu/~kriz/cifar.html, the binary version";

  /** How files hold images. */
  private enum Format {
    /** IDX: a file of images and one of labels. */
    IDX,
    /** Records of a label and 3072 bytes. */
    CIFAR_10,
    /** Records of a coarse label, a fine one and 3072 bytes; the fine one counts. */
    CIFAR_100,
    /** The same, and the coarse one counts. */
    CIFAR_20
  }

  private final String operation;
  private final Card card;
  private final Format format;
  private final Shape image;
  private final ImmutableList<String> within;
  private final ImmutableList<String> classes;
  private final ImmutableList<DataFile> training;
  private final ImmutableList<DataFile> test;

  private ImageFiles(
      String operation,
      Card card,
      Format format,
      ImmutableList<String> within,
      ImmutableList<String> classes,
      ImmutableList<DataFile> training,
      ImmutableList<DataFile> test) {
    this.operation = operation;
    this.card = card;
    this.format = format;
    this.image = format == Format.IDX ? Shape.of(1, 28, 28) : Shape.of(3, 32, 32);
    this.within = within;
    this.classes = classes;
    this.training = training;
    this.test = test;
  }

  /**
   * Returns MNIST: 60,000 handwritten digits of 28 x 28 to learn from and 10,000 to test with.
   * Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
   * recognition", 1998.
   */
  public static ImageFiles mnist() {
    return idx(
        "mnist",
        new Card(
            "MNIST",
            "60,000 and 10,000 images of handwritten digits, 28 x 28",
            "http://yann.lecun.com/exdb/mnist",
            "stated nowhere by its makers",
            "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to"
                + " document recognition, Proceedings of the IEEE 86, 1998"),
        "MNIST/raw",
        DIGITS,
        "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "d53e105ee54ea40749a09fcbcd1e9432",
        "9fb629c4189551a2d022fa330f9573f3",
        "ec29112dd5afa0611ce80d1b7f02629c");
  }

  /**
   * Returns Fashion-MNIST: clothes in ten classes, files and sizes as of MNIST. Source: Xiao, Rasul
   * and Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
   * algorithms", 2017.
   */
  public static ImageFiles fashionMnist() {
    return idx(
        "fashionMnist",
        new Card(
            "Fashion-MNIST",
            "60,000 and 10,000 images of clothes, 28 x 28",
            "https://github.com/zalandoresearch/fashion-mnist",
            "MIT",
            "H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST: a novel image dataset for"
                + " benchmarking machine learning algorithms, 2017"),
        "FashionMNIST/raw",
        ImmutableList.of(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot"),
        "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "25c81989df183df01b3e8a0aad5dffbe",
        "bef4ecab320f06d8554ea6380940ec79",
        "bb300cfdad3c16e7a12a480ee83cd310");
  }

  private static ImageFiles idx(
      String operation, Card card, String within, ImmutableList<String> classes, String... md5) {
    return new ImageFiles(
        operation,
        card,
        Format.IDX,
        ImmutableList.of(within),
        classes,
        ImmutableList.of(
            new DataFile("train-images-idx3-ubyte", 47_040_016, md5[0]),
            new DataFile("train-labels-idx1-ubyte", 60_008, md5[1])),
        ImmutableList.of(
            new DataFile("t10k-images-idx3-ubyte", 7_840_016, md5[2]),
            new DataFile("t10k-labels-idx1-ubyte", 10_008, md5[3])));
  }

  /**
   * Returns CIFAR-10 in its binary version: 50,000 photographs of 32 x 32 in ten classes to learn
   * from and 10,000 to test with. Source: Krizhevsky, "Learning multiple layers of features from
   * tiny images", 2009.
   */
  public static ImageFiles cifar10() {
    return new ImageFiles(
        "cifar10",
        new Card(
            "CIFAR-10",
            "50,000 and 10,000 photographs in ten classes, 32 x 32",
            CIFAR_SOURCE,
            "stated nowhere by its makers",
            CIFAR_CITATION),
        Format.CIFAR_10,
        ImmutableList.of("cifar-10-batches-bin"),
        ImmutableList.of(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck"),
        Stream.of(1, 2, 3, 4, 5)
            .map(i -> new DataFile("data_batch_" + i + ".bin", 30_730_000, null))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of(new DataFile("test_batch.bin", 30_730_000, null)));
  }

  /** Returns CIFAR-100 in its binary version, as CIFAR-10 but with a hundred classes. */
  public static ImageFiles cifar100() {
    return cifar100(Format.CIFAR_100, "cifar100-fine.txt", "a hundred");
  }

  /** Returns CIFAR-100 with its twenty coarse classes, each of five fine ones. */
  public static ImageFiles cifar100Coarse() {
    return cifar100(Format.CIFAR_20, "cifar100-coarse.txt", "twenty");
  }

  private static ImageFiles cifar100(Format format, String names, String count) {
    return new ImageFiles(
        "cifar100",
        new Card(
            "CIFAR-100",
            "50,000 and 10,000 photographs in " + count + " classes, 32 x 32",
            CIFAR_SOURCE,
            "stated nowhere by its makers",
            CIFAR_CITATION),
        format,
        ImmutableList.of("cifar-100-binary"),
        Bundled.text(names).lines().collect(ImmutableList.toImmutableList()),
        ImmutableList.of(new DataFile("train.bin", 153_700_000, null)),
        ImmutableList.of(new DataFile("test.bin", 30_740_000, null)));
  }

  /** Returns where the set is from, and on which terms. */
  public Card card() {
    return card;
  }

  /** Returns the names of the classes, in the order of their labels. */
  public ImmutableList<String> classes() {
    return classes;
  }

  /** Returns the shape of one image: [channels, H, W]. */
  public Shape image() {
    return image;
  }

  /** Returns the names of all files, without .gz. */
  public ImmutableList<String> expected() {
    return files().map(DataFile::name).collect(ImmutableList.toImmutableList());
  }

  /** Returns the names of the files that a folder does not have, neither plain nor packed. */
  public ImmutableList<String> missing(Path folder) {
    ImmutableList<Path> folders = folders(folder);
    return files()
        .filter(file -> file.find(folders) == null)
        .map(DataFile::name)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Compares files with what is published of them: packed ones of MNIST and Fashion-MNIST by their
   * MD5, plain ones by their length. Reading does not need it.
   *
   * @throws FileNotFoundException if a file is missing
   * @throws MalformedFileException if one is another
   * @throws IOException if one cannot be read
   */
  public void verify(Path folder) throws IOException {
    ImmutableList<DataFile> all = files().collect(ImmutableList.toImmutableList());
    ImmutableList<Path> found = find(folder, all);
    for (int i = 0; i < all.size(); i++) {
      String difference = all.get(i).difference(found.get(i));
      if (difference != null) {
        throw new MalformedFileException(
            operation
                + ": "
                + found.get(i)
                + " is not the published file: "
                + difference
                + "; download it again");
      }
    }
  }

  /**
   * Reads the images to learn from.
   *
   * @throws FileNotFoundException if files are missing, naming all
   * @throws MalformedFileException if one is not what it must be, or the heap has no room
   * @throws IOException if one cannot be read
   */
  public Examples training(Path folder) throws IOException {
    return read(folder, training, Integer.MAX_VALUE);
  }

  /**
   * Reads the first of the images to learn from.
   *
   * @param most how many; all if there are fewer
   * @throws IllegalArgumentException if that is not positive
   * @throws IOException as {@link #training(Path)} does
   */
  public Examples training(Path folder, int most) throws IOException {
    Preconditions.checkArgument(
        most > 0, "%s: the number of images is not positive: %s; give 1 or more", operation, most);
    return read(folder, training, most);
  }

  /**
   * Reads the images to test with.
   *
   * @throws IOException as {@link #training(Path)} does
   */
  public Examples test(Path folder) throws IOException {
    return read(folder, test, Integer.MAX_VALUE);
  }

  private Examples read(Path folder, ImmutableList<DataFile> part, int most) throws IOException {
    ImmutableList<Path> found = find(folder, part);
    return switch (format) {
      case IDX ->
          IdxImages.read(operation, found.get(0), found.get(1), image, classes.size(), most);
      case CIFAR_10 -> new CifarImages(operation, 1, 0, classes.size()).read(found, most);
      case CIFAR_100 -> new CifarImages(operation, 2, 1, classes.size()).read(found, most);
      case CIFAR_20 -> new CifarImages(operation, 2, 0, classes.size()).read(found, most);
    };
  }

  private Stream<DataFile> files() {
    return Stream.concat(training.stream(), test.stream());
  }

  private ImmutableList<Path> folders(Path folder) {
    return ImmutableList.<Path>builder()
        .add(folder)
        .addAll(Iterables.transform(within, folder::resolve))
        .build();
  }

  /** Returns where files are. */
  private ImmutableList<Path> find(Path folder, ImmutableList<DataFile> wanted)
      throws FileNotFoundException {
    ImmutableList<Path> folders = folders(folder);
    ImmutableList.Builder<Path> found = ImmutableList.builder();
    ImmutableList.Builder<String> missing = ImmutableList.builder();
    for (DataFile file : wanted) {
      Path place = file.find(folders);
      if (place == null) {
        missing.add(file.name());
      } else {
        found.add(place);
      }
    }
    ImmutableList<String> names = missing.build();
    if (!names.isEmpty()) {
      throw new FileNotFoundException(
          operation
              + ": "
              + folder
              + " lacks "
              + Joiner.on(", ").join(names)
              + ", plain or with .gz; give the folder with the files of "
              + card.name()
              + ", from "
              + card.source());
    }
    return found.build();
  }

  /** Returns the name of the set. */
  @Override
  public String toString() {
    return card.name();
  }
}
