"""Small sites in the shape of the built one, so that a test sees every rule in a few files."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

ADDRESS = "https://notes.example/"
PAGES = ("", "s3/", "s3/encryption/", "iam/", "en/", "en/s3/", "en/s3/encryption/", "en/iam/")


def hashed(stem: str, text: str, ending: str) -> str:
    """The name of an asset as the build gives it."""
    return f"assets/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:10]}.{ending}"


def draft(theme: str = "one", pages: tuple[str, ...] = PAGES, words: str = "", address: str = ADDRESS) -> dict[str, str]:
    """Texts by key. Another `theme` renames all hashed assets and so changes every page."""
    css, js = f"/* {theme} */ body {{ color: black }}", f"console.log('{theme}')"
    names = {hashed("site", css, "css"): css, hashed("site", js, "js"): js}
    index = hashlib.sha256((theme + words + repr(pages)).encode()).hexdigest()
    files = {**names, "assets/diagrams/bucket.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
             f"pagefind/fragment/es_{index[:7]}.pf_fragment": f"fragment {theme} {words}",
             f"pagefind/pagefind.es_{index[:10]}.pf_meta": f"meta {theme} {words}",
             "pagefind/pagefind.js": "export const search = () => [];",
             "pagefind/pagefind-entry.json": f'{{"languages":{{"es":{{"hash":"es_{index[:10]}"}}}}}}',
             "csp.txt": "default-src 'none'\n",
             "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n",
             "sitemap.xml": "<urlset>" + "".join(f"<url><loc>{address}{page}</loc></url>" for page in pages) + "</urlset>"}
    for page in (*pages, "404.html"):
        up = "../" * page.count("/")
        links = "".join(f'<a href="{up}{other}">{other}</a>' for other in pages if other)
        head = "".join(f'<link href="{"/" if page == "404.html" else up}{name}">' for name in names)
        picture = "" if page == "404.html" else f'<img src="{up}assets/diagrams/bucket.svg">'
        key = page if page == "404.html" else f"{page}index.html"
        files[key] = f"<!doctype html><html><head>{head}</head><body>{page} {theme} {words} {links}{picture}</body></html>"
    return files


def write(folder: Path, files: dict[str, str]) -> Path:
    """The site in a fresh folder, every file with a new time."""
    shutil.rmtree(folder, ignore_errors=True)
    for key, text in files.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
