"""Stands in for rsa, which the AWS CLI imports to decrypt Windows passwords and sign CloudFront addresses: not in a lab."""


class PrivateKey:
    @classmethod
    def load_pkcs1(cls, *args, **kwargs):
        raise ValueError("decrypting with a private key is not part of this terminal")
