"""The built site as files: languages, links between them, policy, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import ERROR_PAGES, SUBPATH, build

SITE_URL = "https://apuntes-aws.example/"


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {key: value or "" for key, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


def read(site: Path, page: str) -> str:
    return (site / page / "index.html" if not page.endswith(".html") else site / page).read_text(encoding="utf-8")


def test_notes_between_editors_stay_out_of_the_pages(site: Path) -> None:
    assert not [page for page in site.rglob("*.html") if "no-fact" in page.read_text(encoding="utf-8")]


def test_strict_build_prints_no_warning(built: tuple[Path, str]) -> None:
    assert "WARNING" not in built[1]
    assert "ERROR" not in built[1]


def test_every_page_has_its_twin_and_language(site: Path, pages: list[str]) -> None:
    spanish = {page for page in pages if not page.startswith("en/") and page not in ERROR_PAGES}
    english = {page.removeprefix("en/") for page in pages if page.startswith("en/")}
    assert spanish == english
    assert len(spanish) > 15
    for page in pages:
        if page not in ERROR_PAGES:
            assert Tags(read(site, page)).all("html")[0]["lang"] == ("en" if page.startswith("en/") else "es"), page


def test_hreflang_and_canonical_are_reciprocal(site: Path, pages: list[str]) -> None:
    for page in pages:
        if page in ERROR_PAGES:
            continue
        links = Tags(read(site, page)).all("link")
        found = {link["hreflang"]: link["href"] for link in links if link.get("rel", "").strip() == "alternate" and "hreflang" in link}
        bare = page.removeprefix("en/")
        assert found == {"es": SITE_URL + bare, "en": SITE_URL + "en/" + bare, "x-default": SITE_URL + bare}, page
        assert [link["href"] for link in links if link.get("rel") == "canonical"] == [SITE_URL + page]


def test_sitemap_lists_every_page_once(site: Path, pages: list[str]) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")
    listed = [node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert sorted(filter(None, listed)) == sorted(SITE_URL + page for page in pages if page not in ERROR_PAGES)


def test_policy_allows_exactly_the_inline_scripts(site: Path, pages: list[str]) -> None:
    header = (site / "csp.txt").read_text(encoding="utf-8")
    assert "unsafe-inline" not in header
    assert "'unsafe-eval'" not in header
    for page in pages:
        text = read(site, page)
        metas = [meta["content"] for meta in Tags(text).all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
        assert len(metas) == 1, page
        assert header.startswith(metas[0])
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            if "src=" not in attributes and "json" not in attributes:
                digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in metas[0], f"{page}: an inline script the policy blocks"


def test_no_inline_style_or_handler(site: Path, pages: list[str]) -> None:
    for page in pages:
        for tag, attributes in Tags(read(site, page)).found:
            assert tag != "style", page
            bad = [key for key in attributes if key == "style" or (key.startswith("on") and tag != "svg")]
            assert not bad, f"{page}: <{tag}> has {bad}"


def test_nothing_is_loaded_from_another_host(site: Path, pages: list[str]) -> None:
    loading = {"script": "src", "img": "src", "source": "src", "iframe": "src", "use": "href"}
    for page in pages:
        for tag, attributes in Tags(read(site, page)).found:
            target = attributes.get(loading.get(tag, ""), "")
            if tag == "link" and attributes.get("rel") in ("stylesheet", "preload", "modulepreload", "icon", "manifest"):
                target = attributes["href"]
            assert not re.match(r"(https?:)?//", target), f"{page}: loads {target}"


def test_every_local_link_and_asset_exists(site: Path, pages: list[str]) -> None:
    ids = {page: {attributes["id"] for _, attributes in Tags(read(site, page)).found if "id" in attributes} for page in pages}
    for page in pages:
        for tag, attributes in Tags(read(site, page)).found:
            for key in ("href", "src"):
                target = attributes.get(key)
                if not target or re.match(r"[a-z]+:", target):
                    continue
                path, _, anchor = target.partition("#")
                base = Path("/" + page)
                base = base if page.endswith("/") or page == "" else base.parent
                resolved = Path("/" + path.lstrip("/")) if path.startswith("/") else Path(str(base) + "/" + path)
                parts: list[str] = []
                for part in resolved.parts[1:]:
                    parts = parts[:-1] if part == ".." else [*parts, *([] if part == "." else [part])]
                name = "/".join(parts)
                file = site / name
                assert file.exists(), f"{page}: <{tag} {key}={target}> leads nowhere"
                where = f"{name}/" if file.is_dir() and name else name
                where = page if not path else where
                if anchor and where in ids:
                    assert anchor in ids[where], f"{page}: {target}: no such anchor"


def test_no_page_shows_its_markup(site: Path, pages: list[str]) -> None:
    """A citation without its footnote, a box without its record, a fence that was not seen as one."""
    left = re.compile(r"\[\^[a-z][^\]<]*\]|!!! [a-z]|\?\?\? [a-z]|===? &quot;|\{ ?#[a-z-]+ ?\}|^```|<p>```", re.MULTILINE)
    code = re.compile(r"<code.*?</code>", re.DOTALL)
    shown = {page: left.findall(code.sub("", read(site, page))) for page in pages}
    assert not {page: found for page, found in shown.items() if found}


def test_the_style_sheet_knows_as_many_tabs_as_there_are(site: Path, pages: list[str]) -> None:
    [css] = (site / "assets").glob("site.*.css")
    known = max(map(int, re.findall(r"nth-child\((\d+)\):checked ?~ ?\.tabbed-content", css.read_text(encoding="utf-8"))))
    most = max(int(count) for page in pages for count in re.findall(r'data-tabs="\d+:(\d+)"', read(site, page)))
    assert most <= known


def test_what_scripts_load_exists(site: Path) -> None:
    scripts = list((site / "assets").glob("*.js"))
    named = {name for script in scripts for name in re.findall(r"'\./([^']+)'", script.read_text(encoding="utf-8"))}
    assert {name.split(".")[0] for name in named} >= {"search", "quiz", "highlight", "numbers", "terms"}
    assert not [name for name in named if not (site / "assets" / name).is_file()]


def test_material_scripts_and_source_maps_are_not_shipped(site: Path) -> None:
    shipped = [file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()]
    assert not [name for name in shipped if name.endswith(".map") or "bundle." in name or name.startswith("en/assets/")]


def test_not_found_page_speaks_both_languages(site: Path) -> None:
    text = read(site, "404.html")
    assert {tag["lang"] for tag in Tags(text).all("section") + Tags(text).all("div") + Tags(text).all("article")
            if "lang" in tag} >= {"en"} or 'lang="en"' in text
    assert "/en/" in text


@pytest.mark.parametrize(("site_url", "repo_url"), [(f"https://example.org{SUBPATH}", "https://example.org/repo")])
def test_addresses_come_from_the_environment(tmp_path: Path, site_url: str, repo_url: str) -> None:
    done = build(tmp_path / "site", SITE_URL=site_url, REPO_URL=repo_url)
    assert done.returncode == 0, done.stderr
    text = read(tmp_path / "site", "en/s3")
    assert f'<link rel="canonical" href="{site_url}en/s3/">' in text
    assert f"{repo_url}/edit/main/docs/en/s3/index.md" in text
    assert f'"{SUBPATH}' in read(tmp_path / "site", "404.html")
