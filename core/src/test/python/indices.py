"""Writes indices and what NumPy takes by them of numpy.arange(24).reshape(2, 3, 4): index, shape, values."""
import numpy as np

INDICES = [
    ":", "0", "-1", ":, 0", ":, -1", "1, 2, 3", "..., 0", "0, ...", "...", "None, :", ":, None, 0", "1:, :2", "::2", "::-1",
    ":, ::-1", ":, 2:0:-1", ":, :, 1:3", ":, :, -3:-1", ":, :, 5:", ":, :, ::-2", ":, -2:", "..., ::3", "0, :, 1:4:2",
    "..., None", "1:1", ":, 10:0:-1", ":, :, 3::-1", "0,1", " 1 , : , 2 ",
]
x = np.arange(24).reshape(2, 3, 4)
for index in INDICES:
    taken = np.array(eval(f"x[{index}]", {"x": x}))
    print(index, ",".join(map(str, taken.shape)), ",".join(map(str, taken.ravel())), sep="\t")
