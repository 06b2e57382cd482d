"""Writes arrays and what NumPy prints of them: dtype, shape, values as hex, text with | for a new line."""
import numpy as np

np.set_printoptions(linewidth=100000)
random = np.random.default_rng(7)
FIXED = [
    [0.5, 1.25], [1.0, 2.0], [1e-5, 1.25], [1e8, 1.0], [1e7, 12345.678], [np.nan, 1.0], [np.inf, -np.inf, 0.5],
    [-0.0, 0.0], [0.1 + 0.2, 1 / 3], [1e300, 1e-300], [5e-324], [123456789.0], [1e-4, 0.09], [9.9999e-5],
    [0.999999999], [0.1, 100.2], [np.nan, np.nan], [np.inf, 1e10], [-1e-10, np.nan], [], [100.0, 0.1], [0.001, 1000.0],
    [1e300, 1.0], [1e-4, 0.01], [1e6, 1e5], [999999.9], [1e5, 99.99999999], [np.nan, 1e-20, 3.25, -np.inf],
]


def arrays():
    for dtype in (np.float64, np.float32):
        with np.errstate(over="ignore", under="ignore"):
            for values in FIXED:
                yield np.array(values, dtype)
            for values in (2.5, 2.0, 0.1, 1e-5, 1.5e-5, 1e16, 123456.789, -0.0, np.nan, -np.inf, 1e15, 1 / 3):
                yield np.array(values, dtype)
            for i in range(150):
                shape = random.integers(1, 4, random.integers(1, 4))
                decimals = int(random.integers(0, 12))
                scale = 10.0 ** random.integers(-6, 9)
                array = np.round(random.normal(size=shape), decimals) * (scale if i % 2 else 1)
                yield array.astype(dtype)
        yield np.linspace(0, 1, 1200).astype(dtype).reshape(2, 600)


for array in arrays():
    name = "FLOAT64" if array.dtype == np.float64 else "FLOAT32"
    shape = ",".join(map(str, array.shape))
    values = ",".join(float(x).hex() for x in array.ravel())
    print(name, shape, values, str(array).replace("\n", "|"), sep="\t")
