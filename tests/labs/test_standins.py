"""The stand-ins for packages that have no wheel for the browser: EC2 key pairs are real keys."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tarfile

import pytest

from apuntes.labs import bundle
from tests.conftest import ROOT

_MAKE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from cryptography.hazmat.primitives import serialization as names
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.backends import default_backend
made = {"rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048, backend=default_backend()), "ed25519": ed25519.Ed25519PrivateKey.generate()}
found = {}
for kind, key in made.items():
    public = key.public_key()
    line = public.public_bytes(names.Encoding.OpenSSH, names.PublicFormat.OpenSSH)
    again = names.load_ssh_public_key(line + b" comment")
    der = public.public_bytes(names.Encoding.DER, names.PublicFormat.SubjectPublicKeyInfo)
    assert again.public_bytes(names.Encoding.DER, names.PublicFormat.SubjectPublicKeyInfo) == der
    private = key.private_bytes(names.Encoding.PEM, names.PrivateFormat.TraditionalOpenSSL, names.NoEncryption())
    found[kind] = [private.decode(), line.decode(), der.hex()]
for bad in (b"", b"ssh-rsa", b"ssh-rsa AAAA", b"ssh-dss AAAAB3NzaC1kc3M="):
    try:
        names.load_ssh_public_key(bad)
    except ValueError:
        continue
    raise SystemExit(f"{bad} was taken for a key")
import cryptography.x509
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
try:
    algorithms.AES(b"")
except NotImplementedError as error:
    found["missing"] = str(error)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def made() -> dict[str, list[str]]:
    folder = ROOT / "apuntes" / "labs" / "standins"
    done = subprocess.run([sys.executable, "-c", _MAKE, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_key_pairs_are_keys(made: dict[str, list[str]], kind: str) -> None:
    serialization = importlib.import_module("cryptography.hazmat.primitives.serialization")
    private, line, der = made[kind]
    load = serialization.load_pem_private_key if kind == "rsa" else serialization.load_ssh_private_key
    public = load(private.encode(), None).public_key()
    assert public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode() == line
    assert public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo).hex() == der


def test_what_is_missing_says_so(made: dict[str, list[str]]) -> None:
    assert made["missing"] == "cryptography: AES"


def test_every_stand_in_is_in_the_bundle() -> None:
    manifest = bundle.read_manifest(ROOT)
    assert manifest, "build/labs is missing: run `make labs`"
    name = next(each for each in manifest["files"] if each.startswith("packages."))
    with tarfile.open(ROOT / bundle.OUTPUT / name) as archive:
        names = set(archive.getnames())
    folder = ROOT / "apuntes" / "labs" / "standins"
    assert {file.relative_to(folder).with_suffix(".pyc").as_posix() for file in folder.rglob("*.py")} <= names
