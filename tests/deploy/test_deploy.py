"""From nothing to a published site, and every kind of change after that."""

from __future__ import annotations

import gzip
import time
from datetime import timedelta
from pathlib import Path

import pytest

from apuntes.deploy import headers
from apuntes.deploy.scan import scan
from tests.deploy.conftest import Cloud
from tests.deploy.sites import PAGES, draft, hashed


def hashed_keys(files: dict[str, str]) -> set[str]:
    return {key for key in files if headers.kind_of(key) is headers.Kind.HASHED}


def test_first_deployment_publishes_every_file_with_its_headers(cloud: Cloud) -> None:
    files = draft()
    outcome = cloud.deploy(files, url=cloud.website.url)
    assert cloud.objects() == set(files)
    assert len(outcome.plan.puts) == len(files)
    assert outcome.fetched > 10
    page = cloud.head("en/s3/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["CacheControl"] == "public, max-age=60, must-revalidate"
    assert page["ContentLanguage"] == "en"
    assert page["ContentEncoding"] == "gzip"
    assert cloud.head("s3/index.html")["ContentLanguage"] == "es"
    assert cloud.head("404.html")["ContentLanguage"] == "es, en"
    asset = cloud.head(hashed("site", "console.log('one')", "js"))
    assert asset["ContentType"] == "text/javascript; charset=utf-8"
    assert asset["CacheControl"] == "public, max-age=31536000, immutable"
    assert "ContentLanguage" not in asset
    assert cloud.head("sitemap.xml")["ContentType"] == "application/xml; charset=utf-8"
    body = cloud.client.get_object(Bucket=cloud.name, Key="s3/index.html")["Body"].read()
    assert gzip.decompress(body).decode() == files["s3/index.html"]


def test_first_deployment_costs_few_requests_beside_the_uploads(cloud: Cloud) -> None:
    files = draft()
    cloud.deploy(files)
    assert len(cloud.proxy.requests) == len(files) + 8      # read marker, list; lock, marker twice, list, unlock (2)


def test_without_apply_nothing_is_written(cloud: Cloud) -> None:
    outcome = cloud.deploy(draft(), apply=False)
    assert not outcome.applied
    assert len(outcome.plan.puts) == len(draft())
    assert cloud.proxy.count("PUT", "POST", "DELETE") == 0


def test_unchanged_site_is_two_reads_and_no_write(deployed: Cloud) -> None:
    outcome = deployed.deploy(draft())                      # written anew: every time stamp differs
    assert outcome.plan.empty
    assert [request.method for request in deployed.proxy.requests] == ["GET", "GET"]


def test_rebuild_uploads_exactly_the_three_changed_files(deployed: Cloud) -> None:
    files = draft()
    files["s3/index.html"] = files["s3/index.html"].replace("one", "eno")       # the same size
    files["en/iam/index.html"] += "<!-- more -->"
    files["assets/diagrams/bucket.svg"] = files["assets/diagrams/bucket.svg"].replace("/>", "> </svg>")
    outcome = deployed.deploy(files)
    assert deployed.uploads() == ["assets/diagrams/bucket.svg", "en/iam/index.html", "s3/index.html"]
    assert {put.reason for put in outcome.plan.puts} == {"content"}


def test_changed_rule_for_headers_uploads_the_objects_it_is_about(deployed: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(headers._CACHE, headers.Kind.PAGE, "public, max-age=120")
    outcome = deployed.deploy()
    pages = [f"{page}index.html" for page in PAGES if page not in ("", "en/")]
    assert deployed.uploads() == sorted(pages)
    assert {put.reason for put in outcome.plan.puts} == {"headers"}
    assert deployed.head("s3/index.html")["CacheControl"] == "public, max-age=120"
    assert deployed.deploy().plan.empty


def test_removed_page_goes_after_the_uploads(deployed: Cloud) -> None:
    files = draft(pages=tuple(page for page in PAGES if "iam" not in page))
    deployed.deploy(files)
    assert {"iam/index.html", "en/iam/index.html"} & deployed.objects() == set()
    order = [request.method for request in deployed.proxy.requests if "/.deploy/" not in request.path]
    assert "PUT" not in order[order.index("DELETE"):]


def test_object_changed_by_somebody_else_is_put_right(deployed: Cloud) -> None:
    deployed.client.put_object(Bucket=deployed.name, Key="s3/index.html", Body=b"graffiti")
    deployed.client.delete_object(Bucket=deployed.name, Key="robots.txt")
    outcome = deployed.deploy()
    assert [(put.item.key, put.reason) for put in outcome.plan.puts] == [("s3/index.html", "untrusted"), ("robots.txt", "new")]


def test_foreign_objects_are_named_and_left_alone(deployed: Cloud) -> None:
    deployed.client.put_object(Bucket=deployed.name, Key="backup/photo.jpg", Body=b"mine")
    outcome = deployed.deploy(draft(words="more"))
    assert outcome.plan.foreign == ("backup/photo.jpg",)
    assert "backup/photo.jpg" in deployed.objects()


def test_hashed_assets_are_kept_for_a_week(deployed: Cloud) -> None:
    old, new = draft(), draft(theme="two")
    gone = hashed_keys(old) - hashed_keys(new)
    outcome = deployed.deploy(new)
    assert set(outcome.plan.retiring) == gone
    assert gone <= deployed.objects()
    assert set(deployed.manifest()["retired"]) == gone
    assert deployed.deploy().plan.empty                     # waiting is no work
    since = deployed.manifest()["retired"]
    time.sleep(1.1)
    deployed.deploy({**new, "s3/index.html": new["s3/index.html"] + " "})
    assert deployed.manifest()["retired"] == since          # later deployments do not prolong it
    deployed.deploy(new)
    outcome = deployed.deploy(grace=timedelta(0))
    assert set(outcome.plan.gone) == gone
    assert deployed.objects() == set(new)
    assert deployed.manifest()["retired"] == {}


def test_retired_asset_that_is_needed_again_is_not_sent_again(deployed: Cloud) -> None:
    deployed.deploy(draft(theme="two"))
    deployed.deploy(draft())
    assert not hashed_keys(draft()) & set(deployed.uploads())
    assert set(deployed.manifest()["retired"]) == hashed_keys(draft(theme="two"))


def test_phases_come_in_the_order_that_never_breaks_a_page(deployed: Cloud) -> None:
    outcome = deployed.deploy(draft(theme="two", pages=(*PAGES, "sts/", "en/sts/")), {"old/": "s3/"})
    assert [phase.name for phase in outcome.plan.phases] == ["hashed assets", "new pages", "changed pages", "entry pages", "redirects"]
    place = {key: index for index, key in enumerate(
        request.path.removeprefix(f"/{deployed.name}/") for request in deployed.proxy.requests if request.method == "PUT")}
    last = max(place[key] for key in hashed_keys(draft(theme="two", pages=(*PAGES, "sts/", "en/sts/"))))
    assert last < min(place[key] for key in place if key.endswith("index.html"))
    assert place["sts/index.html"] < place["s3/index.html"] < place["index.html"] < place["old"]


def test_redirects_are_objects_of_the_website(deployed: Cloud) -> None:
    deployed.deploy(moved={"s3/old/": "s3/", "en/s3/old/": "en/s3/"}, url=deployed.website.url)
    assert deployed.website.answer("/s3/old/")[:2] == (301, {"Location": "/s3/"})
    assert deployed.website.answer("/en/s3/old")[:2] == (301, {"Location": "/en/s3/"})
    assert deployed.deploy(moved={"s3/old/": "s3/", "en/s3/old/": "en/s3/"}).plan.empty
    deployed.deploy()
    assert deployed.website.answer("/s3/old/")[0] == 404


def test_page_that_becomes_a_redirect(deployed: Cloud) -> None:
    files = draft(pages=tuple(page for page in PAGES if "encryption" not in page))
    deployed.deploy(files, {"s3/encryption/": "s3/", "en/s3/encryption/": "en/s3/"})
    assert deployed.website.answer("/s3/encryption/")[:2] == (301, {"Location": "/s3/"})


def test_behind_cloudfront_objects_are_plain_and_redirects_left_to_the_edge(cloud: Cloud) -> None:
    files = draft()
    cloud.deploy(files, {"old/": "s3/"}, target="cloudfront")
    assert "ContentEncoding" not in cloud.head("s3/index.html")
    assert cloud.client.get_object(Bucket=cloud.name, Key="s3/index.html")["Body"].read().decode() == files["s3/index.html"]
    assert cloud.objects() == set(files)
    cloud.deploy(target="website")                          # texts are sent again, as gzip
    assert cloud.head("s3/index.html")["ContentEncoding"] == "gzip"
    assert not any(key.endswith((".pf_meta", ".pf_fragment")) for key in cloud.uploads())


def test_hidden_files_and_source_maps_stay_here(cloud: Cloud) -> None:
    files = {**draft(), "assets/site.js.map": "{}", ".DS_Store": "x", "s3/.hidden/a.txt": "x"}
    cloud.deploy(files)
    assert cloud.objects() == set(draft())
    assert "left out: 3 hidden files and source maps" in cloud.plans[-1][1]


def test_the_real_rule_table_knows_every_file_of_the_real_site(site: Path) -> None:
    items = scan(site, gzip=True).items
    kinds = {kind: [key for key, item in items.items() if item.kind is kind] for kind in headers.Kind}
    endings = {key.rpartition(".")[2] for key in kinds[headers.Kind.HASHED]}
    assert endings - {"gz", "mjs"} == {"css", "js", "json", "pf_fragment", "pf_index", "pf_meta"}       # those two: with `make labs`
    others = [key for key in kinds[headers.Kind.MEDIA] if not key.startswith(("assets/", "data/", "packs/"))]
    assert not [key for key in others if not key.endswith((".md", "feed.xml", ".webmanifest", "llms.txt", "licenses.txt"))]
    assert not [key for key in items if key.startswith("labs-runtime/pyodide") and key not in kinds[headers.Kind.HASHED]]
    assert not [key for key, item in items.items() if key.endswith(".gz") and item.headers.content_encoding]
    assert {"index.html", "en/index.html", "404.html", "pagefind/pagefind.js", "pagefind/wasm.es.pagefind"} <= set(kinds[headers.Kind.ENTRY])
