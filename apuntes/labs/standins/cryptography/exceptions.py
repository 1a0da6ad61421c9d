"""Stands in for cryptography.exceptions."""


class InvalidSignature(Exception):
    pass


class InvalidTag(Exception):
    pass


class UnsupportedAlgorithm(Exception):
    pass
