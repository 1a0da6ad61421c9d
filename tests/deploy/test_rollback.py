"""Back to the deployment before, in a bucket with versions; in one without, a message."""

from __future__ import annotations

import pytest

from apuntes.deploy.errors import DeployError, Refused
from apuntes.deploy.headers import Kind, kind_of
from tests.deploy.conftest import Cloud
from tests.deploy.proxy import error
from tests.deploy.sites import PAGES, draft

FIRST, SECOND = draft(), draft(theme="two", pages=tuple(page for page in PAGES if "iam" not in page))


@pytest.fixture
def versioned(cloud: Cloud) -> Cloud:
    """A bucket with versions and two deployments: the second has another theme, lacks IAM and redirects it."""
    cloud.client.put_bucket_versioning(Bucket=cloud.name, VersioningConfiguration={"Status": "Enabled"})
    cloud.deploy(FIRST, {"old/": "s3/"})
    cloud.deploy(SECOND, {"iam/": "s3/"})
    return cloud


def site(cloud: Cloud) -> dict[str, str]:
    """What is live, without assets that wait for their end and without redirects."""
    return {key: text for key, text in cloud.contents().items() if text and key not in cloud.manifest()["retired"]}


def test_rollback_brings_back_content_headers_and_redirects(versioned: Cloud) -> None:
    outcome = versioned.deploy(rollback=True)
    assert outcome.applied
    assert site(versioned) == FIRST
    page = versioned.head("iam/index.html")
    assert (page["ContentType"], page["ContentLanguage"], page["ContentEncoding"]) == ("text/html; charset=utf-8", "es", "gzip")
    assert page["CacheControl"] == "public, max-age=60, must-revalidate"
    assert "WebsiteRedirectLocation" not in page
    assert versioned.website.answer("/old/")[:2] == (301, {"Location": "/s3/"})
    retired = set(versioned.manifest()["retired"])
    assert retired == {key for key in SECOND if kind_of(key) is Kind.HASHED} - set(FIRST)
    assert versioned.deploy(FIRST, {"old/": "s3/"}).plan.empty      # the marker is as if it had been deployed


def test_rollback_sends_no_content(versioned: Cloud) -> None:
    outcome = versioned.deploy(rollback=True)
    assert outcome.sent == 0
    assert [len(request.body) for request in versioned.proxy.requests if "/.deploy/" not in request.path and request.body] == []


def test_rollback_is_planned_first(versioned: Cloud) -> None:
    versioned.deploy(rollback=True, apply=False)
    assert site(versioned) == SECOND
    assert versioned.proxy.count("PUT", "POST", "DELETE") == 0


def test_rollback_of_the_rollback(versioned: Cloud) -> None:
    versioned.deploy(rollback=True)
    versioned.deploy(rollback=True)
    assert site(versioned) == SECOND
    assert versioned.website.answer("/iam/")[:2] == (301, {"Location": "/s3/"})


def test_rollback_passes_over_unfinished_deployments(versioned: Cloud) -> None:
    versioned.proxy.fault = lambda request: error(503, "SlowDown") if request.path.endswith("/s3/index.html") else None
    with pytest.raises(DeployError, match="AWS was busy"):
        versioned.deploy(draft(theme="three"), allow_deletes=True)
    versioned.proxy.fault = lambda request: None
    versioned.deploy(rollback=True)
    assert site(versioned) == SECOND                        # the last complete one


def test_rollback_to_a_version_that_has_expired(versioned: Cloud) -> None:
    entry = versions(versioned)[-1]
    versioned.client.delete_object(Bucket=versioned.name, Key="s3/index.html", VersionId=entry)
    with pytest.raises(DeployError, match=r"s3/index\.html: the version of that deployment no longer exists") as raised:
        versioned.deploy(rollback=True)
    assert "check out the commit" in raised.value.how
    assert versioned.proxy.count("PUT", "DELETE") == 0


def versions(cloud: Cloud) -> list[str]:
    found = cloud.client.list_object_versions(Bucket=cloud.name, Prefix="s3/index.html")["Versions"]
    return [item["VersionId"] for item in found]


def test_rollback_without_versions(deployed: Cloud) -> None:
    deployed.deploy(draft(words="more"))
    with pytest.raises(Refused, match="has no versions to go back to") as raised:
        deployed.deploy(rollback=True)
    assert "turn on versioning" in raised.value.how


def test_rollback_of_a_first_deployment(cloud: Cloud) -> None:
    with pytest.raises(Refused, match="there is no deployment in"):
        cloud.deploy(rollback=True)
    cloud.client.put_bucket_versioning(Bucket=cloud.name, VersioningConfiguration={"Status": "Enabled"})
    cloud.deploy(FIRST)
    with pytest.raises(Refused, match="no earlier complete deployment"):
        cloud.deploy(rollback=True)


def test_rollback_to_before_versioning(deployed: Cloud) -> None:
    deployed.client.put_bucket_versioning(Bucket=deployed.name, VersioningConfiguration={"Status": "Enabled"})
    deployed.deploy(draft(words="more"))
    with pytest.raises(Refused, match=r"no earlier complete deployment|before the bucket had versions"):
        deployed.deploy(rollback=True)


def test_rollback_asks_the_guards(versioned: Cloud) -> None:
    many = (*PAGES, *(f"p{number}/" for number in range(12)))
    versioned.deploy(draft(pages=many))
    with pytest.raises(Refused, match="objects would be deleted"):
        versioned.deploy(rollback=True)
    versioned.deploy(rollback=True, allow_deletes=True)
    assert site(versioned) == SECOND
