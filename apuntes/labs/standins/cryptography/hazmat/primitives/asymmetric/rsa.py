"""RSA key pairs for EC2, in plain Python. Made for practice: the keys open nothing."""

import base64
import secrets

from cryptography.hazmat.primitives.serialization import Encoding, der, der_int, pem, ssh, ssh_int

_SMALL = [n for n in range(3, 8000, 2) if all(n % d for d in range(3, int(n ** 0.5) + 1, 2))]


class RSAPublicKey:
    def __init__(self, e, n):
        self.e, self.n = e, n

    @property
    def key_size(self):
        return self.n.bit_length()

    def public_bytes(self, encoding, format):
        if encoding == Encoding.OpenSSH:
            return b"ssh-rsa " + base64.b64encode(ssh(b"ssh-rsa", ssh_int(self.e), ssh_int(self.n)))
        algorithm = der(0x30, bytes.fromhex("06092a864886f70d010101"), der(5))
        return der(0x30, algorithm, der(3, b"\0", der(0x30, der_int(self.n), der_int(self.e))))


class RSAPrivateKey:
    def __init__(self, e, p, q):
        self.e, self.p, self.q = e, p, q

    def public_key(self):
        return RSAPublicKey(self.e, self.p * self.q)

    def private_bytes(self, encoding, format, encryption_algorithm):
        p, q = self.p, self.q
        d = pow(self.e, -1, (p - 1) * (q - 1))
        numbers = (0, p * q, self.e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
        return pem("RSA PRIVATE KEY", der(0x30, *(der_int(number) for number in numbers)))


def generate_private_key(public_exponent, key_size, backend=None):
    half = key_size // 2
    while True:
        p, q = _prime(half, public_exponent), _prime(half, public_exponent)
        if p != q and (p * q).bit_length() == key_size:
            return RSAPrivateKey(public_exponent, max(p, q), min(p, q))


def _prime(bits, e):
    """A prime with its two highest bits set. The rounds suffice at 1,024 bits: the error is below 2**-100."""
    while True:
        start = secrets.randbits(bits) | (3 << (bits - 2)) | 1
        rests = [(small, start % small) for small in _SMALL]
        for step in range(0, 4000, 2):
            if all((rest + step) % small for small, rest in rests):
                number = start + step
                if (number - 1) % e and all(_passes(number) for _ in range(4)):
                    return number


def _passes(number):
    """One round of Miller and Rabin."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    value = pow(secrets.randbelow(number - 3) + 2, odd, number)
    for _ in range(twos):
        if value in (1, number - 1):
            return True
        value = value * value % number
        if value == 1:
            return False
    return value == number - 1
