"""Gzip that depends on the content only: no time, no file name, no operating system in the header.

`gzip.compress(mtime=0)` writes another header byte on Python 3.11 than on 3.13; `GzipFile` does not.
Another zlib may still pack differently, therefore nothing ever compares compressed bytes: a file is
the same when its raw SHA-256 is. Zopfli made the real site's texts 3.4 % smaller and took 150 times as long.
"""

from __future__ import annotations

import gzip
import io


def compress(data: bytes) -> bytes:
    """`data` as one gzip member."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as file:
        file.write(data)
    return out.getvalue()
