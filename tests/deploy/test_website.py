"""The website front answers as AWS's user guide says the endpoint does; what is written after each case is the page."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tests.deploy.conftest import Cloud
from tests.deploy.sites import draft

_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
INDEX, ERRORS, ACCESS = _GUIDE + "IndexDocumentSupport.html", _GUIDE + "CustomErrorDocSupport.html", _GUIDE + "WebsiteAccessPermissionsReqd.html"
MOVED, ENDPOINTS = _GUIDE + "how-to-page-redirect.html", _GUIDE + "WebsiteEndpoints.html"


@pytest.fixture
def web(cloud: Cloud) -> Cloud:
    cloud.deploy(draft(), {"old/": "s3/"})
    cloud.client.put_object(Bucket=cloud.name, Key="año.txt", Body=b"x", ContentType="text/plain; charset=utf-8")
    return cloud


def ask(cloud: Cloud, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    there = http.client.HTTPConnection(urlsplit(cloud.website.url).netloc)
    there.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = there.getresponse()
    body = answer.read()
    there.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.mark.parametrize(("path", "status", "location", "source"), [
    ("/", 200, None, INDEX),                    # "a request to the root returns the index document"
    ("/s3/", 200, None, INDEX),                 # "each folder level must have a matching index document"
    ("/s3", 302, "/s3/", INDEX),                # without the slash: looks for the key, then 302 to the folder
    ("/en/s3/encryption", 302, "/en/s3/encryption/", INDEX),
    ("/s3/index.html", 200, None, INDEX),       # the key itself
    ("/nothing/", 404, None, ERRORS),           # 404 when the key is missing, with the error document
    ("/nothing", 404, None, ERRORS),
    ("/a%C3%B1o.txt", 200, None, ENDPOINTS),  # keys are UTF-8
    ("/old/", 301, "/s3/", MOVED),              # "interprets the object as a 301 redirect"
    ("/old", 301, "/s3/", MOVED),
])
def test_paths(web: Cloud, path: str, status: int, location: str | None, source: str) -> None:
    answer = ask(web, path)
    assert (answer[0], answer[1].get("Location")) == (status, location), source


def test_error_document_keeps_the_status(web: Cloud) -> None:
    status, headers, body = ask(web, "/nothing/")
    assert status == 404, ERRORS
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Encoding"] == "gzip"                # stored so, served so: S3 does not negotiate
    assert body == web.client.get_object(Bucket=web.name, Key="404.html")["Body"].read()


def test_headers_are_those_of_the_object(web: Cloud) -> None:
    _, headers, _ = ask(web, "/en/s3/")
    stored = web.head("en/s3/index.html")
    assert headers["Content-Type"] == stored["ContentType"]
    assert headers["Cache-Control"] == stored["CacheControl"]
    assert headers["Content-Language"] == stored["ContentLanguage"]
    assert headers["ETag"] == stored["ETag"]


def test_conditional_request(web: Cloud) -> None:
    etag = web.head("s3/index.html")["ETag"]
    assert ask(web, "/s3/", If_None_Match=etag)[0] == 304, ERRORS
    assert ask(web, "/s3/", If_None_Match='"other"')[0] == 200


def test_private_object_is_403_and_missing_one_404(web: Cloud) -> None:
    web.client.delete_bucket_policy(Bucket=web.name)
    assert ask(web, "/s3/")[0] == 403, ACCESS                   # exists, no public read
    assert ask(web, "/nothing/")[0] == 404, ACCESS              # the website endpoint tells that it does not exist


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_only_reads(web: Cloud, method: str) -> None:
    assert ask(web, "/s3/", method)[0] == 405, ENDPOINTS        # "supports only GET and HEAD requests"


def test_head(web: Cloud) -> None:
    status, headers, body = ask(web, "/s3/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 100
