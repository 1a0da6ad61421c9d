"""Rules over the emulator: what AWS refuses and moto accepts, or does otherwise.

A rule names one method of moto, where AWS says so, and a function. `refuses`: the function gets the backend
and the call's arguments, and returns AWS's message if AWS would refuse the call, else None. `corrects`: the
function gets the original method and does the call itself; a property is corrected as a method is. `provides`: the
function is the method, which moto lacks; its `path`, if moto's urls lack that too. `install()` has the methods wrapped
when their module is imported, so that the same rules act in process, on the local server and in the browser, and the
start costs nothing. Nothing acts that `RULES` does not list. Only moto and the standard library are needed.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType, SimpleNamespace
from typing import Any, cast

SERVICES = ("core", "access", "addresses", "answers", "autoscaling", "ebs", "ec2", "elasticache", "elbv2",
            "encryption", "groups", "health", "iam", "images", "instances", "kms", "public", "rds", "route53", "s3",
            "simulator", "users")
Call = SimpleNamespace                  # the arguments of a call by the names that moto gives them


@dataclass(frozen=True)
class Rule:
    """One rule. `code` is AWS's error code; rules that correct an answer have none."""

    name: str
    module: str                         # of moto: "moto.iam.models"
    target: str                         # "IAMBackend.delete_user"
    code: str
    source: str                         # the AWS page or API model that says so
    text: str                           # what the rule does, in one line
    act: Callable[..., Any]
    new: bool = False                   # the method is one that moto lacks
    path: str = ""                      # of a new operation, as in moto's urls, if that is new too


RULES: list[Rule] = []


def refuses(module: str, target: str, *, code: str, source: str) -> Callable[[Callable[[Any, Call], str | None]], Any]:
    """Register a function `(backend, call) -> message or None`: AWS answers `code` with that message."""
    return _register(module, target, code, source)


def corrects(module: str, target: str, *, source: str) -> Callable[[Callable[..., Any]], Any]:
    """Register a function `(original, self, *args, **kwargs)` that stands in for the method.

    If moto has no such method, `original` is None: so an operation is added that the emulator lacks.
    """
    return _register(module, target, "", source)


def provides(module: str, target: str, *, source: str, path: str = "") -> Callable[[Callable[..., Any]], Any]:
    """Register a function `(self)` as the method of a response class that moto lacks."""
    return _register(module, target, "", source, new=True, path=path)


def _register(module: str, target: str, code: str, source: str, *, new: bool = False,
              path: str = "") -> Callable[[Callable[..., Any]], Any]:
    def keep(function: Callable[..., Any]) -> Callable[..., Any]:
        text = (function.__doc__ or "").strip().splitlines()[0]
        service = function.__module__.rpartition(".")[2]
        name = f"{service}.{function.__name__.replace('_', '-')}"
        RULES.append(Rule(name, f"moto.{module}", target, code, source, text, function, new, path))
        return function
    return keep


def load() -> list[Rule]:
    """Every rule, sorted by name."""
    for service in SERVICES:
        importlib.import_module(f"{__name__}.{service}")
    return sorted(RULES, key=lambda rule: rule.name)


def install() -> None:
    """Have the rules act in this process, from now on; a second call changes nothing."""
    modules = {rule.module for rule in load()}
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, _Finder(frozenset(modules)))
    for name in modules:
        if name in sys.modules:
            _wrap(sys.modules[name])


class _Finder(MetaPathFinder):
    """Has the methods of moto's modules wrapped at the end of their import, whoever imports them."""

    def __init__(self, modules: frozenset[str]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in self.modules else None
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """The loader that Python would have used, and then the rules."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return cast("ModuleType | None", self._loader.create_module(spec))

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        _wrap(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def _wrap(module: ModuleType) -> None:
    for rule in RULES:
        if rule.module == module.__name__:
            owner_name, _, method = rule.target.rpartition(".")
            owner = getattr(module, owner_name)
            if rule.new:
                if hasattr(owner, method):
                    raise TypeError(f"moto has {rule.target} now: the rule {rule.name} is to go")
                setattr(owner, method, rule.act)
                if rule.path:                           # then the module is the service's urls
                    module.url_paths[rule.path] = owner.dispatch
                continue
            original = inspect.getattr_static(owner, method, None)
            if isinstance(original, property):
                setattr(owner, method, property(_wrapped(cast("Callable[..., Any]", original.fget), rule)))
            else:                                       # a method to be refused has to be there
                plain = getattr(owner, method) if rule.code else getattr(owner, method, None)
                setattr(owner, method, _wrapped(plain, rule))


def _wrapped(original: Callable[..., Any] | None, rule: Rule) -> Callable[..., Any]:
    if original is None or not rule.code:
        @functools.wraps(original or rule.act)
        def corrected(self: Any, *args: Any, **kwargs: Any) -> Any:
            return rule.act(original, self, *args, **kwargs)
        return corrected
    signature = inspect.signature(original)         # follows other rules' wrappers to moto's method

    @functools.wraps(original)
    def refusing(self: Any, *args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        message = rule.act(self, Call(**bound.arguments))
        if message is not None:
            raise error(rule.code, message, rule.module)
        return original(self, *args, **kwargs)
    return refusing


def error(code: str, message: str, module: str = "") -> Exception:
    """AWS's answer `code`, as each of moto's protocols can write it."""
    if module.startswith("moto.s3."):
        from moto.s3 import exceptions
        base: type[Exception] = exceptions.S3ClientError            # S3 catches errors of its own class alone
    else:
        from moto.core.exceptions import ServiceException
        base = ServiceException
    # A class of this module: moto takes an error's own module for the name of a service.
    return cast(Exception, type("Refusal", (base,), {"__module__": __name__})(code, message))
