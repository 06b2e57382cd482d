package dev.wengert.nn.data.augment;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Concat;
import dev.wengert.Key;
import dev.wengert.Tensor;

/** A random change of an image that leaves what it shows the same. */
@FunctionalInterface
public interface Augmentation {

  /**
   * Returns one image, changed.
   *
   * @param image [C, H, W], floating
   * @param key what every draw for this image is made from
   */
  Tensor apply(Tensor image, Key key);

  /** Returns the changes one after the other, each drawn for itself. */
  static Augmentation sequence(Augmentation... changes) {
    ImmutableList<Augmentation> all = ImmutableList.copyOf(changes);
    return (image, key) -> {
      Tensor result = image;
      for (int i = 0; i < all.size(); i++) {
        result = all.get(i).apply(result, key.fold(i));
      }
      return result;
    };
  }

  /**
   * Returns images, each changed with a key of its own: that of its place in the data set.
   *
   * @param images [N, C, H, W], floating
   * @param places the place of each in its data set
   * @throws IllegalArgumentException if the images are not so, or there is not one place for each
   */
  default Tensor augment(Tensor images, int[] places, Key key) {
    Preconditions.checkArgument(
        images.rank() == 4 && images.dtype().isFloating(),
        "augment: not images: %s; give FLOAT32 or FLOAT64 [N, C, H, W]",
        images.spec());
    int count = images.shape().side(0);
    Preconditions.checkArgument(
        places.length == count, "augment: %s places for %s images", places.length, count);
    if (count == 0) {
      return images;
    }
    Tensor[] changed = new Tensor[count];
    for (int i = 0; i < count; i++) {
      Tensor image = apply(images.get(i), key.fold(places[i]));
      int[] sides = image.shape().sides();
      changed[i] = image.reshape(1, sides[0], sides[1], sides[2]);
    }
    return changed.length == 1 ? changed[0] : new Concat(0).apply(changed);
  }
}
