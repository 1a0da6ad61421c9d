"""What the templates make: who may read, who may write, and what CloudFront does, for each way to use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode import cfn_yaml
from cfnlint.runner import Runner

from tests.infra.resolve import ROOT, resolve

TEMPLATES = sorted((ROOT / "infra").glob("*.yaml"))
CSP = "default-src 'none'; script-src 'self' 'sha256-abc='; frame-ancestors 'none'"
ZONE = {"DomainName": "aws.example.org", "HostedZoneId": "Z1D633PJN98FT9"}
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
REPO = "repo:octo-org@123456/octo-repo@456789"


def properties(resolved: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = resolved["Resources"][name]["Properties"]
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_cfn_lint_finds_nothing(template: Path) -> None:
    config = ConfigMixIn([], **ManualArgs(templates=[str(template)], regions=["us-east-1"]))
    assert [f"{match.linenumber}: {match.rule.id} {match.message}" for match in Runner(config).run()] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_each_waived_finding_has_a_reason(template: Path) -> None:
    def waivers(node: Any) -> list[dict[str, str]]:
        if isinstance(node, dict):
            return [*node.get("skip", []), *[found for value in node.values() for found in waivers(value)]]
        return []

    for resource in cfn_yaml.load(str(template))["Resources"].values():
        for waiver in waivers(resource.get("Metadata", {})):
            assert len(waiver["comment"].split()) >= 5, waiver


@pytest.mark.parametrize(("name", "parameters"), [("website.yaml", {}), ("cloudfront.yaml", {"ContentSecurityPolicy": CSP})])
def test_buckets_survive_mistakes(name: str, parameters: dict[str, str]) -> None:
    resolved = resolve(name, **parameters)
    assert resolved["Resources"]["Site"]["DeletionPolicy"] == "Retain"
    bucket = properties(resolved, "Site")
    assert "BucketName" not in bucket
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["ServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "AES256"}
    rules = {rule["Id"]: rule for rule in bucket["LifecycleConfiguration"]["Rules"]}
    assert rules["expire-old-versions"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rules["abort-unfinished-uploads"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert all("Prefix" not in rule and "ExpirationInDays" not in rule for rule in rules.values())   # never the site itself


def test_website_bucket_is_public_for_reading_files_only() -> None:
    resolved = resolve("website.yaml", BucketName="aws.example.org")
    bucket = properties(resolved, "Site")
    assert bucket["BucketName"] == "aws.example.org"
    assert bucket["WebsiteConfiguration"] == {"IndexDocument": "index.html", "ErrorDocument": "404.html"}
    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": False, "RestrictPublicBuckets": False}
    assert properties(resolved, "SitePolicy")["PolicyDocument"]["Statement"] == [
        {"Sid": "PublicReadGetObject", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "<Site.Arn>/*"}]
    assert resolved["Outputs"]["Url"]["Value"] == "<Site.WebsiteURL>/"


def test_cloudfront_bucket_is_private_and_read_by_this_distribution_only() -> None:
    resolved = resolve("cloudfront.yaml", ContentSecurityPolicy=CSP)
    bucket = properties(resolved, "Site")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert "WebsiteConfiguration" not in bucket
    statements = properties(resolved, "SitePolicy")["PolicyDocument"]["Statement"]
    only = {"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::111122223333:distribution/<Distribution>"}}
    for statement in statements:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert statement["Condition"] == only
    assert [(statement["Action"], statement["Resource"]) for statement in statements] == [
        ("s3:GetObject", "<Site.Arn>/*"), ("s3:ListBucket", "<Site.Arn>")]
    control = properties(resolved, "AccessControl")["OriginAccessControlConfig"]
    assert control["SigningBehavior"] == "always"
    assert control["SigningProtocol"] == "sigv4"


def test_distribution_without_a_domain() -> None:
    resolved = resolve("cloudfront.yaml", ContentSecurityPolicy=CSP)
    config = properties(resolved, "Distribution")["DistributionConfig"]
    assert config["ViewerCertificate"] == {"CloudFrontDefaultCertificate": True}
    assert "Aliases" not in config
    assert not {"Certificate", "RecordA", "RecordAAAA"} & set(resolved["Resources"])
    assert resolved["Outputs"]["Url"]["Value"] == "https://<Distribution.DomainName>/"
    origin, = config["Origins"]
    assert origin["DomainName"] == "<Site.RegionalDomainName>"          # the REST endpoint: OAC cannot sign for the other
    assert origin["OriginAccessControlId"] == "<AccessControl.Id>"
    behavior = config["DefaultCacheBehavior"]
    assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["Compress"] is True
    assert set(behavior["AllowedMethods"]) == {"GET", "HEAD"}
    assert behavior["FunctionAssociations"] == [{"EventType": "viewer-request", "FunctionARN": "<Paths.FunctionARN>"}]
    assert (config["HttpVersion"], config["IPV6Enabled"], config["DefaultRootObject"]) == ("http2and3", True, "index.html")
    assert config["CustomErrorResponses"] == [
        {"ErrorCode": 404, "ResponseCode": 404, "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 10}]


def test_distribution_with_a_domain_of_route_53() -> None:
    resolved = resolve("cloudfront.yaml", ContentSecurityPolicy=CSP, **ZONE)
    config = properties(resolved, "Distribution")["DistributionConfig"]
    assert config["Aliases"] == ["aws.example.org"]
    assert config["ViewerCertificate"] == {"AcmCertificateArn": "<Certificate>", "MinimumProtocolVersion": "TLSv1.2_2021",
                                           "SslSupportMethod": "sni-only"}
    certificate = properties(resolved, "Certificate")
    assert certificate["ValidationMethod"] == "DNS"
    assert certificate["DomainValidationOptions"] == [ZONE]
    for name, kind in (("RecordA", "A"), ("RecordAAAA", "AAAA")):
        record = properties(resolved, name)
        assert (record["Type"], record["Name"], record["HostedZoneId"]) == (kind, "aws.example.org", "Z1D633PJN98FT9")
        assert record["AliasTarget"] == {"DNSName": "<Distribution.DomainName>", "HostedZoneId": "Z2FDTNDATAQYW2",
                                         "EvaluateTargetHealth": False}
    assert resolved["Outputs"]["Url"]["Value"] == "https://aws.example.org/"


def test_distribution_with_a_domain_elsewhere() -> None:
    resolved = resolve("cloudfront.yaml", ContentSecurityPolicy=CSP, DomainName="aws.example.org", CertificateArn=CERTIFICATE)
    config = properties(resolved, "Distribution")["DistributionConfig"]
    assert config["ViewerCertificate"]["AcmCertificateArn"] == CERTIFICATE
    assert not {"Certificate", "RecordA", "RecordAAAA"} & set(resolved["Resources"])
    waiting = resolve("cloudfront.yaml", ContentSecurityPolicy=CSP, DomainName="aws.example.org")
    assert "DomainValidationOptions" not in properties(waiting, "Certificate")
    assert "RecordA" not in waiting["Resources"]


def test_security_headers(site: Path) -> None:
    policy = (site / "csp.txt").read_text(encoding="utf-8").strip()
    resolved = resolve("cloudfront.yaml", ContentSecurityPolicy=policy)
    config = properties(resolved, "Headers")["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    assert security["ContentSecurityPolicy"] == {"ContentSecurityPolicy": policy, "Override": True}
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "strict-origin-when-cross-origin"
    assert [item["Header"] for item in config["CustomHeadersConfig"]["Items"]] == ["Permissions-Policy"]
    assert properties(resolved, "Distribution")["DistributionConfig"]["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == "<Headers>"


def test_a_policy_that_is_none_is_refused() -> None:
    with pytest.raises(AssertionError, match="does not fit"):
        resolve("cloudfront.yaml", ContentSecurityPolicy="script-src 'unsafe-inline' *")


def trust(resolved: dict[str, Any], role: str) -> dict[str, Any]:
    statement, = properties(resolved, role)["AssumeRolePolicyDocument"]["Statement"]
    return dict(statement)


def test_roles_are_for_one_repository_and_one_environment() -> None:
    resolved = resolve("github-oidc.yaml", SubjectPrefix=REPO, BucketName="amzn-s3-demo-bucket", Preview="yes")
    for role, environment in (("DeployRole", "production"), ("PreviewRole", "preview")):
        assert trust(resolved, role) == {
            "Effect": "Allow", "Principal": {"Federated": "<Provider>"}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                                           "token.actions.githubusercontent.com:sub": f"{REPO}:environment:{environment}"}}}
        assert properties(resolved, role)["MaxSessionDuration"] == 3600
        assert "ManagedPolicyArns" not in properties(resolved, role)


@pytest.mark.parametrize("prefix", ["repo:octo-org/*", "repo:*", "octo-org/octo-repo", "repo:octo-org/octo-repo:ref:refs/heads/main"])
def test_a_subject_that_is_no_single_repository_is_refused(prefix: str) -> None:
    with pytest.raises(AssertionError, match="does not fit"):
        resolve("github-oidc.yaml", SubjectPrefix=prefix, BucketName="amzn-s3-demo-bucket")


def test_provider_that_is_there_is_used() -> None:
    provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    resolved = resolve("github-oidc.yaml", SubjectPrefix="repo:octo-org/octo-repo", BucketName="amzn-s3-demo-bucket", ProviderArn=provider)
    assert set(resolved["Resources"]) == {"DeployRole"}
    assert trust(resolved, "DeployRole")["Principal"] == {"Federated": provider}
    assert set(resolved["Outputs"]) == {"DeployRoleArn"}


def statements(resolved: dict[str, Any], role: str) -> list[dict[str, Any]]:
    return [statement for policy in properties(resolved, role)["Policies"] for statement in policy["PolicyDocument"]["Statement"]]


def test_the_deploy_role_reaches_one_bucket_and_one_distribution() -> None:
    given = {"SubjectPrefix": REPO, "BucketName": "amzn-s3-demo-bucket"}
    website = statements(resolve("github-oidc.yaml", **given), "DeployRole")
    assert {json.dumps(statement["Resource"]) for statement in website} <= {
        '"arn:aws:s3:::amzn-s3-demo-bucket"', '"arn:aws:s3:::amzn-s3-demo-bucket/*"'}
    behind = statements(resolve("github-oidc.yaml", **given, DistributionId="EDFDVBD6EXAMPLE"), "DeployRole")
    extra, = [statement for statement in behind if statement not in website]
    assert extra["Resource"] == "arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE"
    for statement in behind:
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        assert not [action for action in actions if "*" in action or action.split(":")[1].startswith(("PutBucket", "DeleteBucket"))]


def test_the_preview_role_cannot_touch_the_site() -> None:
    resolved = resolve("github-oidc.yaml", SubjectPrefix=REPO, BucketName="amzn-s3-demo-bucket", Preview="yes")
    for statement in statements(resolved, "PreviewRole"):
        if statement["Resource"] == "arn:aws:s3:::amzn-s3-demo-bucket":
            assert statement["Action"] == "s3:ListBucket"
        else:
            assert statement["Resource"] == "arn:aws:s3:::amzn-s3-demo-bucket/preview/*"


def reach(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Each action with the kind of thing it is allowed on, whatever the names and placeholders are."""
    pairs = set()
    for statement in found:
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        resources = [statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"]
        for resource in resources:
            kind = "distribution" if ":distribution/" in resource else "objects" if resource.endswith("/*") else "bucket"
            pairs |= {(action, kind) for action in actions}
    return pairs


def test_the_deploy_role_has_the_policy_that_was_proven_to_suffice() -> None:
    proven = json.loads((ROOT / "infra" / "deploy-policy.json").read_text(encoding="utf-8"))["Statement"]
    resolved = resolve("github-oidc.yaml", SubjectPrefix=REPO, BucketName="amzn-s3-demo-bucket", DistributionId="EDFDVBD6EXAMPLE")
    assert reach(statements(resolved, "DeployRole")) == reach(proven)
