"""The files with which a lab page runs Python, the AWS CLI and the emulator: `make labs` writes them to build/labs.

Guarantees: made only from packages pinned by hash (Pyodide here, wheels in requirements-labs.txt); the same
inputs give the same bytes; names carry a hash of the content, so that they can be cached for good. What is
big is compressed here and unpacked by the browser (gzip, which every browser can), so that a reader gets
few bytes from any server, also from one that does not compress. Nothing is done if nothing changed.

Node is needed to fetch Pyodide and to compile for it, and nowhere else: without build/labs the site builds, and
its lab pages read.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apuntes.labs import bytecode, needs, trim
from apuntes.labs.archives import compressed, stored_zip, tar, untar, unzip

OUTPUT = "build/labs"
MANIFEST = "manifest.json"
PYODIDE = "314.0.7"
_INTEGRITY = "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
_PYTHON = ("--only-binary=:all:", "--python-version=3.14", "--implementation=cp", "--platform=manylinux2014_x86_64",
           "--platform=manylinux_2_28_x86_64")      # one choice on every machine; binary modules are left out anyway
_HERE = Path(__file__).parent
_PROJECT = ("__init__.py", "account.py", "browser.py", "commands.py", "filters.py", "parser.py", "program.py", "programs.py",
            "shell.py", "syntax.py", "rules/*.py")


class Missing(RuntimeError):
    """The bundle cannot be made here; the message says what to do."""


class NoNode(Missing):
    """Node is not installed."""


@dataclass(frozen=True)
class Made:
    """What `build` wrote. `names` are the files a reader loads, each with its size in bytes."""

    folder: Path
    names: dict[str, int]
    fresh: bool


def build(root: Path) -> Made:
    """Write build/labs, unless it is up to date. Raises Missing, with a remedy."""
    wanted = needs.read(root)
    folder, key = root / OUTPUT, _key(root, wanted)
    manifest = read_manifest(root)
    if manifest and manifest.get("key") == key:
        return Made(folder, manifest["files"], False)
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        raise NoNode("Node is needed to fetch Pyodide and to compile for it: install Node.js with npm, then run `make labs` "
                     "again. Without it the site builds all the same; its lab pages say that the terminal is not there.")
    cache = folder / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    pyodide, wheels = _pyodide(npm, cache), _wheels(root, cache)
    library = {name: trim.trimmed(name, content, wanted) for name, content in unzip(pyodide["python_stdlib.zip"]).items()
               if trim.stdlib_kept(name)}
    try:
        library, modules = bytecode.compiled([library, _packages(wheels, wanted)], pyodide, node)
    except bytecode.NotCompiled as error:
        raise Missing(f"Node could not compile for Pyodide {PYODIDE}; is it a recent one?\n{error}") from error
    for old in folder.iterdir():
        if old != cache:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    runtime = {name: pyodide[name] for name in ("pyodide.mjs", "pyodide.asm.mjs")}
    runtime["pyodide.asm.wasm.gz"] = compressed(pyodide["pyodide.asm.wasm"])
    runtime["python_stdlib.zip.gz"] = compressed(stored_zip(library))
    packages = compressed(tar(modules))
    place = f"pyodide-{_digest(*runtime.values())}"
    files = {**{f"{place}/{name}": content for name, content in runtime.items()},
             f"packages.{_digest(packages)}.tar.gz": packages}
    licences = _licences(wheels)
    for name, content in {**files, "licenses.txt": licences}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    names = {name: len(content) for name, content in files.items()}
    manifest = {"key": key, "files": names, "info": json.loads(pyodide["pyodide-lock.json"])["info"]}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return Made(folder, names, True)


def read_manifest(root: Path) -> dict[str, Any] | None:
    """What build/labs holds: `files` by name with sizes, Pyodide's `info`, the key of the inputs; None if it was not made."""
    file = root / OUTPUT / MANIFEST
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def project_archive() -> bytes:
    """This project's part of what runs in the browser: the shell and the rules. Small, and made with each site build."""
    found = {f"apuntes/labs/{file.relative_to(_HERE).as_posix()}": file.read_bytes()
             for pattern in _PROJECT for file in sorted(_HERE.glob(pattern))}
    found["apuntes/__init__.py"] = b""
    return compressed(tar(found))       # as it is: a rule's docstring says what it does


def _key(root: Path, wanted: needs.Needs) -> str:
    ours = ("archives.py", "bundle.py", "bytecode.py", "compile.mjs", "needs.py", "trim.py")
    inputs = [root / "requirements-labs.txt", *(_HERE / name for name in ours), *sorted((_HERE / "standins").rglob("*.py"))]
    given = [repr(wanted), ".".join(map(str, sys.version_info[:2]))]
    return _digest(*(file.read_bytes() for file in inputs), *(text.encode() for text in given))


def _pyodide(npm: str, cache: Path) -> dict[str, bytes]:
    archive = cache / f"pyodide-{PYODIDE}.tgz"
    if not archive.is_file():
        _run([npm, "pack", f"pyodide@{PYODIDE}", "--silent", "--pack-destination", str(cache)])
    content = archive.read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != _INTEGRITY:
        archive.unlink()
        raise Missing(f"pyodide {PYODIDE} is not the file that bundle.py pins; it was removed. Run `make labs` again.")
    return {name.removeprefix("package/"): part for name, part in untar(content).items()}


def _wheels(root: Path, cache: Path) -> dict[str, Path]:
    """The pinned wheels by package name."""
    folder = cache / _digest((root / "requirements-labs.txt").read_bytes())
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        _run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
              *_PYTHON, "-d", str(part), "-r", str(root / "requirements-labs.txt")])
        part.rename(folder)
    return {file.name.split("-")[0].replace("_", "-").lower(): file for file in sorted(folder.glob("*.whl"))}


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"`{' '.join(command[:3])} …` failed:\n{done.stderr.strip()}")


def _packages(wheels: Mapping[str, Path], wanted: needs.Needs) -> dict[str, bytes]:
    """Every file of the wheels that a lab needs, trimmed, and the stand-ins."""
    found: dict[str, bytes] = {}
    for package, wheel in wheels.items():
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            latest, code = trim.latest_models(names), [name for name in names if name.endswith(".py")]
            moto = needs.packages(wanted, {name: archive.read(name) for name in code} if package == "moto" else {})
            found.update({name: trim.trimmed(name, archive.read(name), wanted) for name in names
                          if trim.kept(package, name, latest, wanted, moto)})
            found.update(_metadata(package, wheel.name.split("-")[1]))
    version = re.search(rb"__version__ = '([\d.]+)'", found["awscli/botocore/__init__.py"])
    if not version:
        raise Missing("the AWS CLI no longer says which botocore it brings: see _packages in apuntes/labs/bundle.py")
    found.update(_metadata("botocore", version[1].decode()))
    standins = _HERE / "standins"
    for file in sorted(standins.rglob("*.py")):
        name = file.relative_to(standins).as_posix()
        found[name] = trim.trimmed(name, file.read_bytes(), wanted)
    return found


def _metadata(package: str, version: str) -> dict[str, bytes]:
    """What `importlib.metadata.version` reads: moto asks for some."""
    folder = f"{package.replace('-', '_')}-{version}.dist-info"
    return {f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n".encode()}


def _licences(wheels: Mapping[str, Path]) -> bytes:
    """The licences of what is in the bundle, to be served beside it."""
    parts = [f"Pyodide {PYODIDE} (MPL-2.0), https://github.com/pyodide/pyodide, with CPython (PSF-2.0)\n"]
    for package, wheel in wheels.items():
        with zipfile.ZipFile(wheel) as archive:
            texts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
                     if ".dist-info/" in name and Path(name).name.upper().startswith(("LICEN", "NOTICE", "COPYING"))]
        parts.append(f"{package} ({wheel.name.split('-')[1]}); shortened for use in the browser\n\n" + "\n".join(texts))
    return ("\n" + "=" * 80 + "\n").join(parts).encode()


def _digest(*contents: bytes) -> str:
    return hashlib.sha256(b"".join(_lengths(contents))).hexdigest()[:10]


def _lengths(contents: Iterable[bytes]) -> Iterable[bytes]:
    for content in contents:
        yield len(content).to_bytes(8, "big")
        yield content
