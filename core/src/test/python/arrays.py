"""Writes with NumPy the files that the tests of dev.wengert.io read.

    python3 core/src/test/python/arrays.py core/src/test/resources/dev/wengert/io

The values stand in NumpyFilesTest. The same NumPy gives the same bytes.
"""

import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.lib import format

FLOATS = [[0.5, -2.25, 65504.0], [np.inf, -0.0, 2.0**-24]]
SIGNED = [[1, -2, 3], [-128, 127, 0]]
UNSIGNED = [[1, 2, 3], [255, 128, 0]]
TRUTH = [[True, False, True], [True, False, False]]

VALUES = {
    "f2": FLOATS, "f4": FLOATS, "f8": FLOATS,
    "i1": SIGNED, "i2": SIGNED, "i4": SIGNED, "i8": SIGNED,
    "u1": UNSIGNED, "u2": UNSIGNED, "u4": UNSIGNED, "u8": UNSIGNED,
    "b1": TRUTH,
}


def versioned(path, array, version):
    with open(path, "wb") as file:
        format.write_array(file, array, version=version)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for dtype, values in VALUES.items():
        for name, order in {"little": "<", "big": ">"}.items():
            if dtype[1] == "1" and order == ">":
                continue
            array = np.array(values, dtype=(order if dtype[1] != "1" else "") + dtype)
            for layout in "CF":
                np.save(folder / f"{dtype}-{name}-{layout}.npy", np.array(array, order=layout))

    np.save(folder / "scalar.npy", np.float64(-1.5))
    np.save(folder / "vector.npy", np.arange(4, dtype="<i4"))
    np.save(folder / "empty.npy", np.zeros((3, 0, 2), "<f4"))
    np.save(folder / "cube-F.npy", np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)))
    versioned(folder / "version2.npy", np.arange(3.0), (2, 0))
    versioned(folder / "version3.npy", np.arange(3.0), (3, 0))

    # What is refused
    np.save(folder / "complex.npy", np.array([1 + 2j]))
    np.save(folder / "string.npy", np.array(["a", "bc"]))
    np.save(folder / "time.npy", np.array(["2001-02-03"], dtype="datetime64[D]"))
    np.save(folder / "record.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
    np.save(folder / "object.npy", np.array([None], dtype=object), allow_pickle=True)
    np.save(folder / "longdouble.npy", np.array([1], dtype=np.longdouble))
    np.save(folder / "i8-beyond.npy", np.array([[1, 2**31 - 1], [-(2**31), 2**31]], dtype="<i8"))
    np.save(folder / "i8-beyond-F.npy", np.asfortranarray([[1, 2**40], [3, 4]]).astype("<i8"))
    np.save(folder / "u8-beyond.npy", np.array([2**64 - 1], dtype="<u8"))
    np.save(folder / "u4-beyond.npy", np.array([5, 2**31], dtype=">u4"))

    arrays = {"x": np.array(FLOATS, "<f4"), "layer.0/bias": np.arange(3.0), "n": np.int32(7)}
    # Not numpy.savez, which stamps the time.
    for name, method in {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED}.items():
        with zipfile.ZipFile(folder / f"{name}.npz", "w", method) as archive:
            for key, array in arrays.items():
                entry = zipfile.ZipInfo(key + ".npy")
                entry.compress_type = method
                with archive.open(entry, "w", force_zip64=True) as file:
                    format.write_array(file, np.asanyarray(array))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
