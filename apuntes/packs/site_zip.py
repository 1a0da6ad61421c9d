"""The whole site in a zip, for `python3 -m http.server` on a machine without a network.

It unpacks into one folder, whose name says the edition. Links between pages are relative, so any port and any folder do.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from apuntes.packs.archive import write_zip
from apuntes.packs.edition import Edition

_README = """\
Apuntes de AWS · AWS Notes

Para leer los apuntes hace falta Python 3. Abre un terminal en esta carpeta y escribe:
You need Python 3 to read the notes. Open a terminal in this folder and type:

    python3 -m http.server 8000 --bind 127.0.0.1

Después abre esta dirección en el navegador (Ctrl+C en el terminal para terminar):
Then open this address in the browser (Ctrl+C in the terminal to stop):

    http://127.0.0.1:8000/        español
    http://127.0.0.1:8000/en/     English
"""
# For machines that publish or index the site. The other packs would make the zip hold everything twice.
_LEFT_OUT = ("packs/", "csp.txt", "robots.txt", "sitemap.xml")


def write_site(site: Path, target: Path, edition: Edition) -> None:
    """Write the archive of the built site to `target`."""
    write_zip(target, _members(site, target.stem), edition.moment)


def _members(site: Path, folder: str) -> Iterator[tuple[str, bytes]]:
    yield f"{folder}/README.txt", _README.encode()
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        name = file.relative_to(site).as_posix()
        if not name.startswith(_LEFT_OUT):
            yield f"{folder}/{name}", file.read_bytes()
