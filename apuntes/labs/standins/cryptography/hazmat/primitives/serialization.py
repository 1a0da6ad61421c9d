"""Key formats: the names that moto passes on, and OpenSSH public keys."""

import base64


class Encoding:
    PEM, DER, OpenSSH = "PEM", "DER", "OpenSSH"


class PrivateFormat:
    TraditionalOpenSSL, OpenSSH, PKCS8 = "TraditionalOpenSSL", "OpenSSH", "PKCS8"


class PublicFormat:
    OpenSSH, SubjectPublicKeyInfo = "OpenSSH", "SubjectPublicKeyInfo"


class NoEncryption:
    pass


def der(tag, *parts):
    """One DER element."""
    body = b"".join(parts)
    size = len(body)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (length if size < 128 else bytes([128 + len(length)]) + length) + body


def der_int(number):
    """A DER integer."""
    return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def pem(label, body):
    """The armoured text of a key."""
    text = base64.b64encode(body).decode()
    lines = [text[start:start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode()


def ssh(*parts):
    """Strings of the SSH wire format, each with its length."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def ssh_int(number):
    """A number as a string of the SSH wire format."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def ssh_parts(blob):
    """The strings in a blob of the SSH wire format. ValueError if it is none."""
    parts, place = [], 0
    while place < len(blob):
        size = int.from_bytes(blob[place:place + 4], "big")
        parts.append(blob[place + 4:place + 4 + size])
        if len(parts[-1]) != size:
            raise ValueError("not a key")
        place += 4 + size
    return parts


def load_ssh_public_key(data, backend=None):
    """The key of a line such as `ssh-rsa AAAA… name`. ValueError if it is none."""
    from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

    words = bytes(data).split()
    if len(words) < 2:
        raise ValueError("not a key")
    kind, *parts = ssh_parts(base64.b64decode(words[1], validate=True))
    if kind == b"ssh-rsa" and len(parts) == 2:
        return rsa.RSAPublicKey(int.from_bytes(parts[0], "big"), int.from_bytes(parts[1], "big"))
    if kind == b"ssh-ed25519" and len(parts) == 1:
        return ed25519.Ed25519PublicKey(parts[0])
    raise ValueError("not a key that EC2 takes")
