"""Stands in for cryptography, which has no wheel for the browser.

EC2 key pairs work (rsa, ed25519, serialization are written here). Everything else of the package can be imported
and raises NotImplementedError when it is called: certificates of ACM, encryption and signatures of KMS.
"""

import importlib.abc
import importlib.machinery
import sys
import types


class _Missing(type):
    """A class whose every attribute is another such class; calling one says that it is missing."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Missing(name, (), {})

    def __call__(cls, *args, **kwargs):
        raise NotImplementedError(f"cryptography: {cls.__name__}")


class _Module(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Missing(name, (), {})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.startswith("cryptography.") else None

    def create_module(self, spec):
        return _Module(spec.name)

    def exec_module(self, module):
        pass


class InvalidSignature(Exception):
    pass


sys.meta_path.append(_Finder())         # last: what is written as a file comes first
