"""The CloudFront Function as the template carries it, run in Chromium's JavaScript engine.

CloudFront's runtime 2.0 knows less than Chromium; what the function uses (const, replace, slice) is in
its documented feature list. `rawQueryString()` is CloudFront's own method and stands in here as it is
documented: the text after the “?”, undefined without one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from apuntes import infra
from apuntes.content.problem import ContentError
from tests.infra.resolve import ROOT, resolve

CALL = """([code, path, query]) => {
  const handler = new Function(code + '; return handler;')();
  const request = { method: 'GET', uri: path, querystring: {}, headers: {}, cookies: {}, rawQueryString: () => query };
  const answer = handler({ version: '1.0', context: {}, viewer: {}, request: request });
  return answer === request ? answer.uri : [answer.statusCode, answer.headers.location.value];
}"""
MOVED = "s3/old: s3/encryption\nold-index/index: s3/index\nexam: reference/index\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's infra folder with three redirects, written as `apuntes infra` does."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "infra", root / "infra")
    (root / "data").mkdir()
    (root / "data" / "redirects.yml").write_text(MOVED, encoding="utf-8")
    assert infra.write(root)
    assert not infra.write(root)
    return root


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def run(page: Page, code: str, path: str, query: str | None) -> Any:
    return page.evaluate(CALL, [code, path, query])


SERVED = [
    ("/", "/index.html"),
    ("/en/", "/en/index.html"),
    ("/s3/encryption/", "/s3/encryption/index.html"),
    ("/en/s3/encryption/", "/en/s3/encryption/index.html"),
    ("/preview/pr-12/en/s3/", "/preview/pr-12/en/s3/index.html"),
    ("/a/b/c/d/e/f/g/", "/a/b/c/d/e/f/g/index.html"),
    ("/index.html", "/index.html"),
    ("/en/s3/index.html", "/en/s3/index.html"),
    ("/404.html", "/404.html"),
    ("/robots.txt", "/robots.txt"),
    ("/assets/site.0123456789.css", "/assets/site.0123456789.css"),
    ("/pagefind/wasm.es.pagefind", "/pagefind/wasm.es.pagefind"),
    ("/en/s3.basics", "/en/s3.basics"),
    ("/.deploy/manifest.json", "/.deploy/manifest.json"),
    ("/v1.2/notes/", "/v1.2/notes/index.html"),
    ("/regi%C3%B3n/", "/regi%C3%B3n/index.html"),
    ("//evil.example/", "/evil.example/index.html"),
]
MOVED_TO = [
    ("/en", None, "/en/"),
    ("/s3", None, "/s3/"),
    ("/en/s3/encryption", None, "/en/s3/encryption/"),
    ("/en/s3/encryption", "q=sse%20s3&x=1&x=2", "/en/s3/encryption/?q=sse%20s3&x=1&x=2"),
    ("/en", "", "/en/"),
    ("/preview/pr-12", None, "/preview/pr-12/"),
    ("/regi%C3%B3n", None, "/regi%C3%B3n/"),
    ("/a%2Fb", None, "/a%2Fb/"),
    ("//evil.example/path", None, "/evil.example/path/"),
    ("/\\evil.example/path", None, "/evil.example/path/"),
    ("///host", None, "/host/"),
    ("/constructor", None, "/constructor/"),
    ("/s3/old/", None, "/s3/encryption/"),
    ("/s3/old", None, "/s3/encryption/"),
    ("/s3/old/index.html", None, "/s3/encryption/"),
    ("/en/s3/old/", "a=1", "/en/s3/encryption/?a=1"),
    ("/old-index/", None, "/s3/"),
    ("/en/exam", None, "/en/reference/"),
]


@pytest.mark.parametrize(("path", "key"), SERVED)
@pytest.mark.parametrize("query", [None, "q=a.b/c"])
def test_paths_that_are_served(blank: Page, project: Path, path: str, key: str, query: str | None) -> None:
    assert run(blank, infra.function(project), path, query) == key


@pytest.mark.parametrize(("path", "query", "target"), MOVED_TO)
def test_paths_that_are_moved(blank: Page, project: Path, path: str, query: str | None, target: str) -> None:
    assert run(blank, infra.function(project), path, query) == [301, target]


def test_every_page_of_the_site_is_reached(blank: Page, site: Path) -> None:
    code = resolve("cloudfront.yaml", ContentSecurityPolicy=(site / "csp.txt").read_text(encoding="utf-8").strip())[
        "Resources"]["Paths"]["Properties"]["FunctionCode"]
    for file in sorted(site.rglob("*")):
        key = "/" + file.relative_to(site).as_posix()
        if file.is_file():
            assert run(blank, code, key, None) == key, "a file without an ending cannot be served"
            if file.name == "index.html":
                folder = key.removesuffix("index.html")
                assert run(blank, code, folder, None) == key
                if folder != "/":
                    assert run(blank, code, folder.rstrip("/"), None) == [301, folder]


def test_the_template_carries_the_function() -> None:
    assert infra.outdated(ROOT) == []
    code = resolve("cloudfront.yaml", ContentSecurityPolicy="default-src 'none'; frame-ancestors 'none'")[
        "Resources"]["Paths"]["Properties"]["FunctionCode"]
    assert infra.function(ROOT) in code
    assert len(code.encode()) < infra.LIMIT


def test_drift_is_a_problem(project: Path) -> None:
    (project / "data" / "redirects.yml").write_text("s3/old: s3/website\n", encoding="utf-8")
    problem, = infra.outdated(project)
    assert str(problem) == ("infra/cloudfront.yaml: the function is not what infra/function.js and data/redirects.yml say\n"
                            "    → run: apuntes infra")
    (project / "data" / "redirects.yml").write_text(MOVED, encoding="utf-8")


def test_more_redirects_than_cloudfront_takes(project: Path) -> None:
    (project / "data" / "redirects.yml").write_text("".join(f"old/{n}: new/{n}\n" for n in range(400)), encoding="utf-8")
    with pytest.raises(ContentError, match="CloudFront takes 10240"):
        infra.expected(project)
    (project / "data" / "redirects.yml").write_text(MOVED, encoding="utf-8")


def test_template_without_its_place(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "infra", tmp_path / "infra")
    (tmp_path / "infra" / "cloudfront.yaml").write_text("Resources: {}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="restore the template"):
        infra.outdated(tmp_path)
