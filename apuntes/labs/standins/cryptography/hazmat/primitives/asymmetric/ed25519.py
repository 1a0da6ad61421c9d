"""Ed25519 key pairs for EC2, in plain Python (RFC 8032). Made for practice: the keys open nothing."""

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives.serialization import Encoding, der, pem, ssh

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
         46316835694926478169428394003475163141307993866256225615783033603165251855960)


def _add(one, other):
    (x1, y1), (x2, y2) = one, other
    product = _D * x1 * x2 * y1 * y2 % _P
    return ((x1 * y2 + x2 * y1) * pow(1 + product, -1, _P) % _P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, _P) % _P)


def _public(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    point, result = _BASE, (0, 1)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return (result[1] | (result[0] & 1) << 255).to_bytes(32, "little")


class Ed25519PublicKey:
    def __init__(self, data):
        self.data = data

    def public_bytes(self, encoding, format):
        if encoding == Encoding.OpenSSH:
            return b"ssh-ed25519 " + base64.b64encode(ssh(b"ssh-ed25519", self.data))
        return der(0x30, der(0x30, bytes.fromhex("06032b6570")), der(3, b"\0", self.data))


class Ed25519PrivateKey:
    def __init__(self, seed):
        self.seed = seed

    @classmethod
    def generate(cls):
        return cls(secrets.token_bytes(32))

    def public_key(self):
        return Ed25519PublicKey(_public(self.seed))

    def private_bytes(self, encoding, format, encryption_algorithm):
        public = _public(self.seed)
        number = secrets.token_bytes(4)
        secret = number + number + ssh(b"ssh-ed25519", public, self.seed + public, b"")
        secret += bytes(range(1, 9))[:-len(secret) % 8]
        head = b"openssh-key-v1\0" + ssh(b"none", b"none", b"") + (1).to_bytes(4, "big")
        return pem("OPENSSH PRIVATE KEY", head + ssh(ssh(b"ssh-ed25519", public), secret))
