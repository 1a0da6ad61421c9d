"""The S3 website endpoint, which no emulator has with its headers: a front on loopback for one bucket.

What it answers follows AWS's user guide:
index documents https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html,
errors https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html,
permissions https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html,
redirects https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html.
`test_website.py` holds it to them.
"""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from botocore.exceptions import ClientError

_SENT = ("Content-Type", "Cache-Control", "Content-Encoding", "Content-Language", "ETag", "Last-Modified")
_LOCATION = "x-amz-website-redirect-location"


class Website:
    """Serves `bucket` of the server at `s3`: reads as an anonymous visitor, looks for keys with `client`."""

    def __init__(self, s3: str, client: Any, bucket: str) -> None:
        self.s3, self.client, self.bucket = s3, client, bucket
        self.url = ""

    def start(self) -> Website:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                status, headers, body = site.answer(unquote(urlsplit(self.path).path), self.headers.get("If-None-Match", ""))
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD" and status != 304:
                    self.wfile.write(body)

            do_HEAD = do_GET

            def do_PUT(self) -> None:                       # the endpoint only knows GET and HEAD
                self.send_error(405)

            do_POST = do_DELETE = do_PUT

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, if_none_match: str = "") -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a path."""
        key = path.removeprefix("/")
        if not key or key.endswith("/"):
            key += "index.html"
        if not self._exists(key):
            if self._exists(f"{key}/index.html"):
                return 302, {"Location": quote(f"/{key}/")}, b""
            return self._error(404, "NoSuchKey")
        status, headers, body = self._read(key)
        if status != 200:
            return self._error(403, "AccessDenied")
        location = headers.get(_LOCATION, "")
        if location:
            return 301, {"Location": location}, b""
        sent = {name: headers[name] for name in _SENT if name in headers}
        if if_none_match and if_none_match == headers.get("ETag"):
            return 304, {name: value for name, value in sent.items() if name != "Content-Type"}, b""
        return 200, sent, body

    def _error(self, status: int, code: str) -> tuple[int, dict[str, str], bytes]:
        document = self._read("404.html") if self._exists("404.html") else (404, {}, b"")
        if document[0] == 200:
            return status, {name: document[1][name] for name in _SENT if name in document[1]}, document[2]
        return status, {"Content-Type": "text/html; charset=utf-8"}, f"<html><body>{status} {code}</body></html>".encode()

    def _exists(self, key: str) -> bool:
        try:
            self.client.head_object(Bucket=self.bucket, Key=key)
        except ClientError:
            return False
        return True

    def _read(self, key: str) -> tuple[int, dict[str, str], bytes]:
        try:
            with urllib.request.urlopen(f"{self.s3}/{self.bucket}/{quote(key)}") as answer:
                headers = {name: answer.headers[name] for name in (*_SENT, _LOCATION) if name in answer.headers}
                return answer.status, headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, {}, b""
