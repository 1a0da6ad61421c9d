"""Zip files whose bytes follow from their content: members in the order given, dated as told, no trace of a machine."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable
from pathlib import Path

_READABLE = 0o100644 << 16          # a plain file that everybody may read
_UNIX = 3


def write_zip(target: Path, members: Iterable[tuple[str, bytes]], moment: dt.datetime, stored: Iterable[str] = ()) -> None:
    """Write the archive; members named in `stored` are not compressed (EPUB wants its first one so)."""
    plain, when = set(stored), moment.timetuple()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, (when[0], when[1], when[2], when[3], when[4], when[5]))
            info.external_attr, info.create_system = _READABLE, _UNIX
            info.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=9)
