"""Writes files as torch.save does, by Python's own pickle and without PyTorch: for TorchFileTest, and PublishedNamesTest of nn.

    python3 core/src/test/python/torch_files.py core/src/test/resources/dev/wengert/io \
        nn/src/test/resources/dev/wengert/nn/architecture

What torch.save does (torch/serialization.py, _save): a pickle of protocol 2 in which a storage is the persistent id
("storage", type, key, device, count) and a tensor torch._utils._rebuild_tensor_v2(storage, offset, sides, strides,
requires_grad, hooks), beside it the numbers of each storage, in an archive without compression.
"""

import collections
import io
import pickle
import struct
import sys
import types
import zipfile

torch = types.ModuleType("torch")
utils = types.ModuleType("torch._utils")
sys.modules["torch"] = torch
sys.modules["torch._utils"] = utils


def storage_type(name):
    kind = type(name, (), {"__module__": "torch"})
    setattr(torch, name, kind)
    return kind


CODES = {
    "HalfStorage": "e",
    "FloatStorage": "f",
    "DoubleStorage": "d",
    "CharStorage": "b",
    "ByteStorage": "B",
    "ShortStorage": "h",
    "IntStorage": "i",
    "LongStorage": "q",
    "BoolStorage": "?",
    "BFloat16Storage": "H",
}
TYPES = {name: storage_type(name) for name in CODES}


def _rebuild_tensor_v2():
    pass


def _rebuild_parameter():
    pass


for function in (_rebuild_tensor_v2, _rebuild_parameter):
    function.__module__ = "torch._utils"
    setattr(utils, function.__name__, function)


class Storage:
    def __init__(self, kind, numbers):
        self.kind = kind
        self.numbers = numbers
        self.key = None

    def data(self, order):
        return struct.pack(order + str(len(self.numbers)) + CODES[self.kind], *self.numbers)


class Tensor:
    def __init__(self, storage, sides, strides=None, offset=0):
        self.storage = storage
        self.sides = tuple(sides)
        self.offset = offset
        if strides is None:
            strides, step = [], 1
            for side in reversed(self.sides):
                strides.insert(0, step)
                step *= max(side, 1)
        self.strides = tuple(strides)

    def __reduce__(self):
        arguments = (self.storage, self.offset, self.sides, self.strides, False, collections.OrderedDict())
        return _rebuild_tensor_v2, arguments


class Parameter:
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        return _rebuild_parameter, (self.tensor, True, collections.OrderedDict())


def save(path, value, order="<", protocol=2, folder="archive", compression=zipfile.ZIP_STORED):
    storages = []

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing):
            if isinstance(thing, Storage):
                if thing.key is None:
                    thing.key = str(len(storages))
                    storages.append(thing)
                return "storage", TYPES[thing.kind], thing.key, "cpu", len(thing.numbers)
            return None

    code = io.BytesIO()
    Pickler(code, protocol).dump(value)
    with zipfile.ZipFile(path, "w", compression) as archive:

        def write(name, data):
            archive.writestr(zipfile.ZipInfo(folder + "/" + name, (1980, 1, 1, 0, 0, 0)), data, compression)

        write("data.pkl", code.getvalue())
        write("byteorder", "little" if order == "<" else "big")
        for storage in storages:
            write("data/" + storage.key, storage.data(order))
        write("version", "3\n")
    for storage in storages:
        storage.key = None


def numbers(kind, *values):
    return Storage(kind, list(values))


def state():
    """A state_dict: an ordered dictionary with an attribute."""
    shared = numbers("FloatStorage", *[0.5 * i for i in range(12)])
    result = collections.OrderedDict()
    result["layer.weight"] = Tensor(shared, (2, 3))
    result["layer.bias"] = Tensor(shared, (3,), offset=6)
    result["transposed"] = Tensor(shared, (3, 2), (1, 3))
    result["stretched"] = Tensor(shared, (2, 2), (0, 1), offset=10)
    result["tied"] = Tensor(shared, (2, 3))
    result["scalar"] = Tensor(numbers("DoubleStorage", -1.5), ())
    result["empty"] = Tensor(numbers("FloatStorage"), (0, 3))
    result["half"] = Tensor(numbers("HalfStorage", 1.5, -65504.0), (2,))
    result["brain"] = Tensor(numbers("BFloat16Storage", 0x3FC0, 0x8000), (2,))
    result["i8"] = Tensor(numbers("CharStorage", -128, 127), (2,))
    result["u8"] = Tensor(numbers("ByteStorage", 0, 255), (2,))
    result["i16"] = Tensor(numbers("ShortStorage", -32768, 1), (2,))
    result["i32"] = Tensor(numbers("IntStorage", -(2**31), 7), (2,))
    result["num_batches_tracked"] = Tensor(numbers("LongStorage", 2**31 - 1), ())
    result["mask"] = Tensor(numbers("BoolStorage", True, False), (2,))
    result["parameter"] = Parameter(Tensor(numbers("FloatStorage", 3.25), (1,)))
    result._metadata = collections.OrderedDict([("", {"version": 1})])
    return result


def network():
    """The state_dict of Sequential(Linear(2, 3), BatchNorm1d(3))."""
    result = collections.OrderedDict()
    result["0.weight"] = Tensor(numbers("FloatStorage", 1, 2, 3, 4, 5, 6), (3, 2))
    result["0.bias"] = Tensor(numbers("FloatStorage", 0.5, 0.25, 0.125), (3,))
    result["1.weight"] = Tensor(numbers("FloatStorage", 1, 1, 2), (3,))
    result["1.bias"] = Tensor(numbers("FloatStorage", 0, 0, -1), (3,))
    result["1.running_mean"] = Tensor(numbers("FloatStorage", 7, 8, 9), (3,))
    result["1.running_var"] = Tensor(numbers("FloatStorage", 1, 4, 16), (3,))
    result["1.num_batches_tracked"] = Tensor(numbers("LongStorage", 100), ())
    return result


def main(target, architecture):
    save(architecture + "/network.pt", network())
    save(target + "/state.pt", state())
    save(target + "/state-big.pt", state(), order=">")
    save(target + "/state-4.pt", state(), protocol=4, folder="model")
    save(target + "/state-deflated.pt", state(), compression=zipfile.ZIP_DEFLATED)
    tensor = Tensor(numbers("FloatStorage", 1.0, 2.0), (2,))
    checkpoint = {
        "epoch": 7,
        "large": 2**40,
        "rate": 0.001,
        "name": "näme",
        "done": True,
        "nothing": None,
        "model": {"w": tensor},
        "optimizer": {"state": {0: {"step": Tensor(numbers("FloatStorage", 9.0), ())}}, "groups": [{"lr": 0.1}]},
        "list": [tensor, (tensor, 3)],
    }
    save(target + "/checkpoint.pt", checkpoint)
    save(target + "/tensor.pt", tensor)

    class Evil:
        def __reduce__(self):
            import os

            return os.system, ("echo hello",)

    save(target + "/evil.pt", {"w": tensor, "x": Evil()})


main(sys.argv[1], sys.argv[2])
