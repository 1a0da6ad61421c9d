"""Stands in for charset_normalizer: everything in a lab is UTF-8."""

__version__ = "3.4.0"


def detect(text):
    return {"encoding": "utf-8", "language": "", "confidence": 1.0}
