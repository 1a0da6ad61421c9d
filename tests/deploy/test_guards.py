"""What is refused, with the one message that helps, and that nothing was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from apuntes.deploy.errors import DeployError, Refused
from apuntes.deploy.links import broken, target
from apuntes.deploy.options import Options
from tests.deploy.conftest import Cloud
from tests.deploy.sites import draft, write

Files = dict[str, str]
KEY = "AKIA" + "QYLPMN5HHHFPZAM2"                               # in two parts: scanners look for whole ones
SECRET = "7bX2kQ9vLmZ4tR8w" + "YpN3cF6hJ1sD5gAeUoKi0qWz"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA75cQv2hXn4Yc\n" * 3


def without(*keys: str) -> Callable[[Files], Files]:
    return lambda files: {key: text for key, text in files.items() if key not in keys}


def adding(key: str, text: str) -> Callable[[Files], Files]:
    return lambda files: {**files, key: files.get(key, "") + text}


LOCAL = {
    "no home page": (without("index.html"), "the site is half-built: index.html is missing"),
    "no English": (without("en/index.html"), "the site is half-built: en/index.html is missing"),
    "no 404": (without("404.html"), "the site is half-built: 404.html is missing"),
    "no sitemap": (without("sitemap.xml"), "the site is half-built: sitemap.xml is missing"),
    "no policy": (without("csp.txt"), "the site is half-built: csp.txt is missing"),
    "no search": (without("pagefind/pagefind-entry.json"), "the site is half-built: pagefind/pagefind-entry.json is missing"),
    "no robots": (without("robots.txt"), "the site is half-built: robots.txt is missing"),
    "no address": (lambda files: {**files, "robots.txt": "User-agent: *\n"}, "robots.txt does not say where the sitemap is"),
    "page of the sitemap": (without("iam/index.html"), "sitemap.xml names https://notes.example/iam/, which is not there"),
    "empty home page": (lambda files: {**files, "index.html": ""}, "the site is half-built: index.html is empty"),
    "broken link": (adding("s3/index.html", "\n<a href='../no/#top'>"), r"s3/index.html:2 links to ../no/#top, which is not in the site"),
    "broken picture": (adding("s3/index.html", "<img srcset='../a.png 1x, ../b.png 2x'>"), r"s3/index.html:1 links to ../a.png"),
    "broken absolute link": (adding("404.html", "<link href='/styles.css'>"), "404.html:1 links to /styles.css"),
    "unknown ending": (adding("assets/film.mkv", "x"), "assets/film.mkv: no Content-Type is known for the ending “.mkv”"),
    "no ending": (adding("assets/README", "x"), "assets/README: no Content-Type is known"),
    "access key": (adding("s3/index.html", f"\n<code>{KEY[:9]}<b>{KEY[9:]}</b></code>"), "s3/index.html:2 looks like it holds an AWS access key"),
    "secret key": (adding("robots.txt", f"aws_secret_access_key = {SECRET}"), "robots.txt:4 looks like it holds an AWS secret key"),
    "private key": (adding("assets/note.txt", "a\n" + PEM), "assets/note.txt:2 looks like it holds a private key"),
    "environment file": (adding(".env", "A=1"), ".env looks like a file with a secret"),
    "ssh key": (adding("files/id_rsa", "x"), "files/id_rsa"),
    "certificate key": (adding("files/site.pem", "x"), "files/site.pem"),
    "repository": (adding(".git/config", "x"), ".git/ is in the site folder"),
}


@pytest.mark.parametrize("name", LOCAL)
def test_site_that_is_refused(cloud: Cloud, name: str) -> None:
    change, message = LOCAL[name]
    with pytest.raises(Refused) as raised:
        cloud.deploy(change(draft()))
    assert message in raised.value.what or message in str(raised.value)
    assert raised.value.how
    assert KEY not in str(raised.value)
    assert SECRET not in str(raised.value)
    assert cloud.proxy.count("PUT", "POST", "DELETE") == 0


def test_empty_and_missing_site(cloud: Cloud) -> None:
    with pytest.raises(DeployError, match="there is no built site at"):
        cloud.deploy()
    cloud.folder.mkdir()
    with pytest.raises(Refused, match="site is empty"):
        cloud.deploy()
    assert not cloud.proxy.requests


def test_documentation_of_keys_is_no_secret(cloud: Cloud) -> None:
    examples = ("<pre>AKIAIOSFODNN7EXAMPLE aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
                "-----BEGIN RSA PRIVATE KEY-----\n…\n-----END RSA PRIVATE KEY-----\naws_secret_access_key = ****</pre>")
    assert cloud.deploy(adding("s3/index.html", examples)(draft())).applied


@pytest.mark.parametrize(("link", "key"), [
    ("../", "en/index.html"), ("../..", "index.html"), ("./", "en/s3/index.html"), ("?q=1#top", "en/s3/index.html"),
    ("../../assets/a%20b.png", "assets/a b.png"), ("/aws/", "index.html"), ("/aws/.", "index.html"), ("/", "/"),
    ("https://site.example/aws/s3/", "s3/index.html"), ("https://other.example/", None), ("//cdn.example/x.js", None),
    ("mailto:a@b.example", None), ("data:image/png;base64,xx", None), ("#top", None),
])
def test_where_a_link_leads(link: str, key: str | None) -> None:
    assert target("en/s3/index.html", link, "https://site.example/aws/") == key


def test_folder_without_slash_is_a_link_too() -> None:
    assert not list(broken("index.html", "<a href='s3'>", {"index.html", "s3/index.html"}, "https://site.example/"))


def other_marker(cloud: Cloud, **change: object) -> None:
    marker = cloud.manifest() | change
    cloud.client.put_object(Bucket=cloud.name, Key=".deploy/manifest.json", Body=json.dumps(marker).encode())


def refused(cloud: Cloud, message: str, files: Files | None = None, **options: object) -> None:
    before = cloud.contents()
    with pytest.raises(Refused, match=message):
        cloud.deploy(files if files is not None else draft(words="more"), **options)
    assert cloud.proxy.count("PUT", "POST", "DELETE") == 0
    assert cloud.contents() == before


def test_bucket_of_somebody_else(cloud: Cloud) -> None:
    for number in range(30):
        cloud.client.put_object(Bucket=cloud.name, Key=f"photos/{number}.jpg", Body=b"mine")
    refused(cloud, "is not empty .30 objects, such as photos/0.jpg")
    refused(cloud, "has 30 objects and no marker of this site", init=False)


def test_empty_bucket_needs_init(cloud: Cloud) -> None:
    refused(cloud, "is empty and has no marker of this site", init=False)


def test_bucket_of_another_site(deployed: Cloud) -> None:
    refused(deployed, "holds another site: https://notes.example/, this one is https://shop.example/",
            draft(address="https://shop.example/"))
    assert deployed.deploy(draft(address="https://shop.example/"), site_id="https://notes.example/").applied


def test_marker_of_a_newer_program(deployed: Cloud) -> None:
    other_marker(deployed, schema=2, more="x")
    refused(deployed, "was written by a newer version of this program .schema 2, this one knows 1")


@pytest.mark.parametrize(("body", "message"), [
    (b"", "damaged: the file"), (b"\x1f\x8b\x08cut", "damaged: "), (b"{", "damaged: the file"), (b"[]", "damaged"), (b"{}", "damaged: site"),
    (b'{"marker": "apuntes-deploy", "site": "x", "entries": {"a": {"sha256": "1"}}}', "damaged: entries.a.sha256"),
    (b'{"marker": "shop", "site": "x"}', "damaged: marker"),
    (b'{"site": "x", "entries": {"a": {"sha256": "' + b"0" * 64 + b'", "etag": "x", "headers": "y"}}}', "damaged: headers y are not"),
    (b'{"site": "x", "retired": {"a": "2026-01-01T00:00:00"}}', "damaged: retired.a"),
])
def test_damaged_marker(deployed: Cloud, body: bytes, message: str) -> None:
    deployed.client.put_object(Bucket=deployed.name, Key=".deploy/manifest.json", Body=body)
    refused(deployed, message)


def test_too_many_deletes(deployed: Cloud) -> None:
    refused(deployed, "6 of 15 objects would be deleted, more than 25%", draft(pages=("", "en/")))
    assert deployed.deploy(draft(pages=("", "s3/", "s3/encryption/", "en/", "en/s3/", "en/s3/encryption/"))).applied
    assert deployed.deploy(draft(pages=("", "en/")), allow_deletes=True).applied


def test_other_themes_assets_do_not_count_as_deletes(deployed: Cloud) -> None:
    assert deployed.deploy(draft(theme="two")).applied


@pytest.mark.parametrize(("wrong", "message"), [
    ({"bucket": ""}, "no bucket was named"), ({"prefix": "docs/"}, "no prefix for a preview"),
    ({"prefix": "preview/../"}, "no prefix for a preview"), ({"prefix": "preview/a"}, "no prefix for a preview"),
    ({"owner": "me"}, "“me” is no AWS account"), ({"target": "ftp"}, "“ftp” is no target"), ({"remove": True}, "only a preview"),
    ({"remove": True, "rollback": True, "prefix": "preview/a/"}, "exclude each other"),
    ({"distribution": "E1"}, "but the target is website"), ({"url": "example.org"}, "is no address"),
])
def test_options_that_do_not_fit(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(DeployError, match=message):
        Options(**{"bucket": "notes", "folder": Path("site"), **wrong})


def test_real_site_passes_the_guards(cloud: Cloud, site: Path) -> None:
    cloud.folder = site
    assert cloud.deploy(apply=False).plan.puts


def test_file_that_changes_under_the_deployment(cloud: Cloud) -> None:
    write(cloud.folder, draft())

    def change(request: object) -> None:
        (cloud.folder / "s3" / "index.html").write_text("other", encoding="utf-8")

    cloud.proxy.fault = change
    with pytest.raises(DeployError, match=r"s3/index\.html changed while it was being deployed"):
        cloud.deploy()
