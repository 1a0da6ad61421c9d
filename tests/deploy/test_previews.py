"""Deployments below a prefix, beside the site at the root: neither touches the other."""

from __future__ import annotations

import pytest

from apuntes.deploy.errors import Refused
from tests.deploy.conftest import Cloud
from tests.deploy.sites import draft

PREFIX = "preview/pr-12/"
PREVIEW = draft(words="preview", address="https://notes.example/preview/pr-12/")
PREVIEW["404.html"] = PREVIEW["404.html"].replace('href="/', 'href="/preview/pr-12/')


@pytest.fixture
def both(deployed: Cloud) -> Cloud:
    """The site and a preview."""
    deployed.deploy(PREVIEW, {"old/": "s3/"}, prefix=PREFIX)
    return deployed


def test_preview_is_beside_the_site(both: Cloud) -> None:
    assert both.objects(PREFIX) == set(PREVIEW) | {"old", "old/index.html"}
    assert {key for key in both.objects() if not key.startswith("preview/")} == set(draft())
    assert all(request.path.startswith(f"/{both.name}/{PREFIX}") for request in both.proxy.requests if request.method in ("PUT", "DELETE"))
    assert both.website.answer(f"/{PREFIX}s3/")[0] == 200
    assert both.website.answer(f"/{PREFIX}old/")[:2] == (301, {"Location": f"/{PREFIX}s3/"})
    assert both.manifest(PREFIX)["prefix"] == PREFIX


def test_site_does_not_see_the_preview(both: Cloud) -> None:
    outcome = both.deploy(draft())
    assert outcome.plan.empty
    assert outcome.plan.foreign == ()
    both.deploy(draft(words="more"))
    assert both.objects(PREFIX) == set(PREVIEW) | {"old", "old/index.html"}


def test_root_can_be_initialised_beside_a_preview(cloud: Cloud) -> None:
    cloud.deploy(PREVIEW, prefix=PREFIX)
    assert cloud.deploy(draft()).applied


def test_preview_has_its_own_lock_and_marker(both: Cloud) -> None:
    both.client.put_object(Bucket=both.name, Key=".deploy/lock", Body=b'{"owner": "ana"}')
    assert both.deploy({**PREVIEW, "csp.txt": "x"}, prefix=PREFIX).applied
    with pytest.raises(Refused, match="holds another site"):
        both.deploy(draft(), prefix=PREFIX)


def test_removing_a_preview(both: Cloud) -> None:
    both.deploy({**PREVIEW, **draft(theme="two", address="https://notes.example/preview/pr-12/"),
                 "404.html": PREVIEW["404.html"].replace("one", "two")} | assets(), prefix=PREFIX)
    both.client.put_object(Bucket=both.name, Key=PREFIX + "note.txt", Body=b"mine")
    outcome = both.deploy(prefix=PREFIX, remove=True, apply=False)
    assert both.proxy.count("PUT", "DELETE") == 0
    assert outcome.plan.foreign == ("note.txt",)
    both.deploy(prefix=PREFIX, remove=True)
    left = both.client.list_objects_v2(Bucket=both.name, Prefix="preview/")["Contents"]
    assert [item["Key"] for item in left] == [PREFIX + "note.txt"]
    assert {key for key in both.objects() if not key.startswith("preview/")} == set(draft())
    order = [request.path for request in both.proxy.requests if request.method == "DELETE"]
    assert order.index(f"/{both.name}/{PREFIX}s3/index.html") < min(i for i, path in enumerate(order) if "/assets/" in path)


def assets() -> dict[str, str]:
    """The assets that the preview's own error page names."""
    return {key: text for key, text in PREVIEW.items() if key.startswith("assets/")}


def test_removing_what_is_not_there(both: Cloud) -> None:
    with pytest.raises(Refused, match=r"there is no preview at .*/preview/pr-13/"):
        both.deploy(prefix="preview/pr-13/", remove=True)
    stored = both.client.get_object(Bucket=both.name, Key=".deploy/manifest.json")["Body"].read()
    both.client.put_object(Bucket=both.name, Key="preview/pr-13/.deploy/manifest.json", Body=stored)
    with pytest.raises(Refused, match="there is no preview at"):        # a marker that was made for another place
        both.deploy(prefix="preview/pr-13/", remove=True)
    assert both.proxy.count("PUT", "DELETE") == 0
