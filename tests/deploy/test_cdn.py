"""What CloudFront is told."""

from __future__ import annotations

from typing import Any

import pytest

from apuntes.deploy import cdn
from apuntes.deploy.errors import DeployError
from tests.deploy.conftest import Cloud
from tests.deploy.proxy import error
from tests.deploy.sites import PAGES, draft

EDGE = {"target": "cloudfront", "distribution": "E1"}


def test_few_changes_are_named_as_readers_and_the_edge_ask_for_them(deployed: Cloud) -> None:
    files = draft()
    files["en/iam/index.html"] += "<!-- more -->"
    files["assets/diagrams/bucket.svg"] += " "
    plan = deployed.deploy(files, apply=False).plan
    assert cdn.paths(plan, "") == ["/assets/diagrams/bucket.svg", "/en/iam/", "/en/iam/index.html"]
    assert cdn.paths(plan, "preview/a/")[0] == "/preview/a/assets/diagrams/bucket.svg"


def test_many_changes_are_one_path(deployed: Cloud) -> None:
    assert cdn.paths(deployed.deploy(draft(theme="two"), apply=False).plan, "preview/a/") == ["/preview/a/*"]


def test_removed_pages_are_named_and_hashed_assets_are_not(deployed: Cloud) -> None:
    plan = deployed.deploy(draft(pages=tuple(page for page in PAGES if page != "en/iam/")), apply=False).plan
    assert plan.retiring
    assert not [path for path in cdn.paths(plan, "") if "fragment" in path]


def test_invalidation_is_asked_before_the_marker_is_final(cloud: Cloud) -> None:
    def edge(request: Any) -> Any:
        return error(503, "ServiceUnavailable") if "distribution" in request.path else None

    cloud.proxy.fault = edge
    with pytest.raises(DeployError, match="AWS was busy during cloudfront:CreateInvalidation"):
        cloud.deploy(draft(), **EDGE)
    assert cloud.manifest()["incoming"]                     # so the next run does it again
    cloud.proxy.fault = lambda request: (201, {"Content-Type": "text/xml"}, b"<Invalidation><Id>I1</Id></Invalidation>") if "distribution" in request.path else None
    assert cloud.deploy(**EDGE).invalidated == ["/*"]
    assert cloud.deploy(**EDGE).plan.empty
    assert not [request for request in cloud.proxy.requests if "distribution" in request.path]


