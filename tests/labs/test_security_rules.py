"""Rules of IAM and of S3's locks: what AWS refuses with its code, and a neighbour that AWS accepts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("security-rules")       # one account: a test may go on with what the one before made
Does = Callable[[str], str]
Refused = Callable[[str, str], str]
ACCOUNT = "arn:aws:iam::111122223333"


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


@pytest.fixture(scope="module")
def eva(does: Does) -> str:
    """The options with which a command is Eva's, who may read and write S3."""
    does("aws iam create-user --user-name eva; "
         "secret=$(aws iam create-access-key --user-name eva --query AccessKey.SecretAccessKey --output text); "
         "key=$(aws iam list-access-keys --user-name eva --query AccessKeyMetadata[0].AccessKeyId --output text); "
         'aws configure set aws_access_key_id "$key" --profile eva; aws configure set aws_secret_access_key "$secret" --profile eva; '
         f"aws iam put-user-policy --user-name eva --policy-name s3 --policy-document '{policy(allow('s3:*'))}'; "
         "aws s3 mb s3://lock; echo x | aws s3 cp - s3://lock/k; echo x > file")
    return "--profile eva"


def test_permissions_boundaries(does: Does, refused: Refused, eva: str) -> None:
    does(f"aws s3api get-object --bucket lock --key k out {eva}")
    refused("NoSuchEntity", f"aws iam put-user-permissions-boundary --user-name eva --permissions-boundary {ACCOUNT}:policy/none")
    does("aws iam put-user-permissions-boundary --user-name eva --permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert "ReadOnlyAccess" in does("aws iam get-user --user-name eva --query User.PermissionsBoundary")
    does(f"aws s3api get-object --bucket lock --key k out {eva}")
    message = refused("AccessDenied", f"aws s3api put-object --bucket lock --key l {eva}")
    assert "because no permissions boundary allows the s3:PutObject action" in message
    assert "no identity-based policy allows" in refused("UnauthorizedOperation", f"aws ec2 describe-vpcs {eva}")
    named = policy(allow("s3:PutObject", "arn:aws:s3:::lock/*", Principal={"AWS": f"{ACCOUNT}:user/eva"}))
    does(f"aws s3api put-bucket-policy --bucket lock --policy '{named}'")
    does(f"aws s3api put-object --bucket lock --key l {eva}; aws s3api delete-bucket-policy --bucket lock")
    does("aws iam delete-user-permissions-boundary --user-name eva")
    refused("NoSuchEntity", "aws iam delete-user-permissions-boundary --user-name eva")
    does(f"aws s3api put-object --bucket lock --key l {eva}")
    does("aws iam create-user --user-name born --permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert "ReadOnlyAccess" in does("aws iam get-user --user-name born --query User.PermissionsBoundary")
    refused("NoSuchEntity", f"aws iam create-user --user-name unborn --permissions-boundary {ACCOUNT}:policy/none")


def test_a_boundary_of_a_role(does: Does, refused: Refused) -> None:
    trust = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]})
    does(f"aws iam create-role --role-name bound --assume-role-policy-document '{trust}' "
         "--permissions-boundary arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess; "
         "aws iam attach-role-policy --role-name bound --policy-arn arn:aws:iam::aws:policy/AdministratorAccess; "
         f'session=$(aws sts assume-role --role-arn {ACCOUNT}:role/bound --role-session-name work '
         '--query "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]" --output text); set -- $session; '
         'aws configure set aws_access_key_id "$1" --profile bound; aws configure set aws_secret_access_key "$2" --profile bound; '
         'aws configure set aws_session_token "$3" --profile bound')
    does("aws s3 ls --profile bound")
    assert "no permissions boundary allows" in refused("AccessDenied", "aws iam list-users --profile bound")


def test_the_simulator(does: Does, refused: Refused) -> None:
    never = {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*"}
    list_some = allow("s3:ListBucket", "arn:aws:s3:::b", Condition={"StringLike": {"s3:prefix": "open/*"}})
    does("aws iam create-user --user-name sim; aws iam create-group --group-name sims; "
         "aws iam add-user-to-group --user-name sim --group-name sims; "
         f"aws iam put-group-policy --group-name sims --policy-name p --policy-document '{policy(allow('s3:GetObject'), list_some, never)}'")
    ask = f"aws iam simulate-principal-policy --policy-source-arn {ACCOUNT}:user/sim --query EvaluationResults[].EvalDecision --output text"
    there, secret = "arn:aws:s3:::b/open/k", "arn:aws:s3:::b/secret/k"
    assert does(f"{ask} --action-names s3:GetObject s3:PutObject --resource-arns {there}").split() == ["allowed", "implicitDeny"]
    assert does(f"{ask} --action-names s3:GetObject --resource-arns {secret} {there}").split() == ["explicitDeny", "allowed"]
    entry = "ContextKeyName=s3:prefix,ContextKeyType=string,ContextKeyValues=open/"
    assert does(f"{ask} --action-names s3:ListBucket --resource-arns arn:aws:s3:::b") == "implicitDeny"
    assert does(f"{ask} --action-names s3:ListBucket --resource-arns arn:aws:s3:::b --context-entries {entry}") == "allowed"
    does("aws iam put-user-permissions-boundary --user-name sim --permissions-boundary arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess")
    assert does(f"{ask} --action-names s3:GetObject --resource-arns {there}") == "implicitDeny"
    refused("NoSuchEntity", ask.replace("user/sim", "user/none") + " --action-names s3:GetObject")
    refused("NotImplemented", f"{ask} --action-names s3:GetObject --caller-arn {ACCOUNT}:user/sim")


def test_policies_in_use(does: Does, refused: Refused) -> None:
    does("aws iam create-user --user-name held; "
         f"arn=$(aws iam create-policy --policy-name held --policy-document '{policy(allow('s3:*'))}' --query Policy.Arn --output text); "
         'aws iam attach-user-policy --user-name held --policy-arn "$arn"')
    assert "attached" in refused("DeleteConflict", 'aws iam delete-policy --policy-arn "$arn"')
    does('aws iam detach-user-policy --user-name held --policy-arn "$arn"; '
         f'aws iam create-policy-version --policy-arn "$arn" --set-as-default --policy-document \'{policy(allow("ec2:*"))}\'')
    assert "more than one version" in refused("DeleteConflict", 'aws iam delete-policy --policy-arn "$arn"')
    does('aws iam delete-policy-version --policy-arn "$arn" --version-id v1; aws iam delete-policy --policy-arn "$arn"')


@pytest.mark.parametrize("alias", ["Store", "my_store", "my--store", "-store", "store-"])
def test_forms_of_aliases(refused: Refused, alias: str) -> None:
    assert "accountAlias" in refused("ValidationError", f"aws iam create-account-alias --account-alias={alias}")


def test_one_alias(does: Does, refused: Refused) -> None:
    does("aws iam create-account-alias --account-alias store-1; aws iam create-account-alias --account-alias s2e")
    assert does("aws iam list-account-aliases --query AccountAliases --output text") == "s2e"
    refused("NoSuchEntity", "aws iam delete-account-alias --account-alias store-1")
    does("aws iam delete-account-alias --account-alias s2e")


def test_passwords(does: Does, refused: Refused) -> None:
    does("aws iam create-user --user-name pass")
    first, update = "aws iam create-login-profile --user-name pass --password", "aws iam update-login-profile --user-name pass --password"
    for weak in ("Short-1", "onlylowercase", "two-types-of-it"):
        refused("PasswordPolicyViolation", f"{first} {weak}")
    assert does(f"{first} Three-types --password-reset-required --query LoginProfile.PasswordResetRequired") == "true"
    rules = "aws iam update-account-password-policy --minimum-password-length 12"
    does(f"{rules} --require-numbers")
    assert does("aws iam get-account-password-policy --query PasswordPolicy.MaxPasswordAge --output text") == "None"
    for weak in ("Three-types", "Three-types-long"):
        refused("PasswordPolicyViolation", f"{update} {weak}")
    does(f"{update} three-types-long-4; {rules} --require-symbols --require-uppercase-characters --max-password-age 90")
    assert does("aws iam get-account-password-policy --query PasswordPolicy.MaxPasswordAge --output text") == "90"
    refused("PasswordPolicyViolation", f"{update} three-types-long-4")
    refused("PasswordPolicyViolation", f"{update} ThreeTypesLong4")
    does(f"{update} Three-types-long; aws iam delete-account-password-policy; aws iam delete-login-profile --user-name pass")


def test_keys_of_kms(does: Does, refused: Refused, eva: str) -> None:
    does("id=$(aws kms create-key --query KeyMetadata.KeyId --output text); "
         'arn=$(aws kms describe-key --key-id "$id" --query KeyMetadata.Arn --output text)')
    put = "aws s3api put-object --bucket lock --key sealed --body file --server-side-encryption aws:kms"
    get = "aws s3api get-object --bucket lock --key sealed out"
    refused("KMS.NotFoundException", f"{put} --ssekms-key-id arn:aws:kms:eu-west-1:111122223333:key/none")
    assert "key/" in does(f"{put} --query SSEKMSKeyId")         # aws/s3, which asks no permission of the caller's
    does(f"{get} {eva}")
    assert "kms:GenerateDataKey" in refused("AccessDenied", f'{put} --ssekms-key-id "$arn" {eva}')
    does(f'{put} --ssekms-key-id "$arn"')
    assert "because no identity-based policy allows the kms:Decrypt action" in refused("AccessDenied", f"{get} {eva}")
    does(f"aws s3api head-object --bucket lock --key sealed {eva}")
    does(f"aws iam put-user-policy --user-name eva --policy-name kms --policy-document '{policy(allow('kms:Decrypt'))}'; {get} {eva}")
    mine = policy(allow("kms:*", Principal={"AWS": f"{ACCOUNT}:user/admin"}))
    does(f"aws kms put-key-policy --key-id \"$id\" --policy-name default --policy '{mine}'")
    assert "no resource-based policy allows the kms:Decrypt" in refused("AccessDenied", f"{get} {eva}")
    hers = policy(allow("kms:Decrypt", Principal={"AWS": f"{ACCOUNT}:user/eva"}))
    does("aws iam delete-user-policy --user-name eva --policy-name kms; "
         f"aws kms put-key-policy --key-id \"$id\" --policy-name default --policy '{hers}'; {get} {eva}")
    does('aws kms disable-key --key-id "$id"')
    refused("KMS.DisabledException", get)
    refused("KMS.DisabledException", f'{put} --ssekms-key-id "$arn"')
    does(f'aws kms enable-key --key-id "$id"; {get}; aws kms schedule-key-deletion --key-id "$id" --pending-window-in-days 7')
    refused("KMS.KMSInvalidStateException", get)


def test_encryption_of_buckets(does: Does, refused: Refused, eva: str) -> None:
    del eva
    rule = '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"}BLOCKED}]}'
    put = "aws s3api put-bucket-encryption --bucket lock --server-side-encryption-configuration"
    does(f"{put} '{rule.replace('BLOCKED', '')}'")
    assert does("aws s3api put-object --bucket lock --key d --body file --query ServerSideEncryption --output text") == "aws:kms"
    does("aws s3api delete-bucket-encryption --bucket lock")
    assert "AES256" in does("aws s3api get-bucket-encryption --bucket lock")
    does("printf 0123456789abcdef0123456789abcdef > own.key")
    own = "aws s3api put-object --bucket lock --key c --body file --sse-customer-algorithm AES256 --sse-customer-key fileb://own.key"
    refused("AccessDenied", own)
    opened = rule.replace("aws:kms", "AES256").replace("BLOCKED", ',"BlockedEncryptionTypes":{"EncryptionType":["NONE"]}')
    does(f"{put} '{opened}'")
    assert "NONE" in does("aws s3api get-bucket-encryption --bucket lock")
    refused("NotImplemented", own)


def test_encryption_of_objects(does: Does, refused: Refused, eva: str) -> None:
    del eva
    does("id=$(aws kms create-key --query KeyMetadata.KeyId --output text); "
         'arn=$(aws kms describe-key --key-id "$id" --query KeyMetadata.Arn --output text); echo old | aws s3 cp - s3://lock/old')

    def update(key: str, name: str = "old") -> str:
        wanted = json.dumps({"SSEKMS": {"KMSKeyArn": "KEY", "BucketKeyEnabled": True}}).replace('"', '\\"').replace("KEY", key)
        return f'aws s3api update-object-encryption --bucket lock --key {name} --object-encryption "{wanted}"'

    refused("InvalidRequest", update("$id"))
    refused("NoSuchKey", update("$arn", "none"))
    does(update("$arn"))
    assert does("aws s3api head-object --bucket lock --key old --query [ServerSideEncryption,BucketKeyEnabled] --output text").split() == [
        "aws:kms", "True"]
    assert does("aws s3 cp s3://lock/old -") == "old"
    does('aws kms disable-key --key-id "$id"')
    refused("KMS.DisabledException", update("$arn"))


def test_policies_deny_administrators_too(does: Does, refused: Refused, eva: str) -> None:
    del eva
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::lock/*", "Condition": {
        "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}, "Null": {"s3:x-amz-server-side-encryption": "false"}}}
    does(f"aws s3api put-bucket-policy --bucket lock --policy '{policy(deny)}'")
    put = "aws s3api put-object --bucket lock --key e --body file"
    assert "explicit deny in a resource-based policy" in refused("AccessDenied", f"{put} --server-side-encryption AES256")
    does(f"{put}; {put} --server-side-encryption aws:kms; aws s3api delete-bucket-policy --bucket lock")
    everything = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::lock"}
    does(f"aws s3api put-bucket-policy --bucket lock --policy '{policy(everything)}'")
    refused("AccessDenied", "aws s3api list-objects-v2 --bucket lock")
    does("aws s3api delete-bucket-policy --bucket lock; aws s3api list-objects-v2 --bucket lock")


def test_missing_objects(does: Does, refused: Refused) -> None:
    does("aws iam create-user --user-name leo; "
         "secret=$(aws iam create-access-key --user-name leo --query AccessKey.SecretAccessKey --output text); "
         "key=$(aws iam list-access-keys --user-name leo --query AccessKeyMetadata[0].AccessKeyId --output text); "
         'aws configure set aws_access_key_id "$key" --profile leo; aws configure set aws_secret_access_key "$secret" --profile leo; '
         f"aws iam put-user-policy --user-name leo --policy-name r --policy-document '{policy(allow('s3:GetObject'))}'; aws s3 mb s3://gaps")
    get = "aws s3api get-object --bucket gaps --key none out"
    assert "s3:ListBucket" in refused("AccessDenied", f"{get} --profile leo")
    refused("NoSuchKey", get)


def test_anonymous_requests(does: Does, refused: Refused) -> None:
    does("aws s3 mb s3://site; echo page | aws s3 cp - s3://site/index.html; "
         "echo page | aws s3 cp - s3://site/sealed.html --sse aws:kms")
    get = "aws s3api get-object --no-sign-request --bucket site out --key"
    refused("AccessDenied", f"{get} index.html")
    block = ("aws s3api put-public-access-block --bucket site --public-access-block-configuration "
             "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=")
    public = policy(allow("s3:GetObject", "arn:aws:s3:::site/*", Principal="*"))
    does(f"{block}false; aws s3api put-bucket-policy --bucket site --policy '{public}'; {get} index.html")
    refused("AccessDenied", f"{get} none.html")
    refused("InvalidArgument", f"{get} sealed.html")
    refused("AccessDenied", "aws s3api list-objects-v2 --no-sign-request --bucket site")
    refused("AccessDenied", "aws s3api put-object --no-sign-request --bucket site --key new.html")
    does(f"{block}true; aws s3 cp s3://site/index.html -")
    refused("AccessDenied", f"{get} index.html")
    refused("NoSuchBucket", "aws s3api get-object --no-sign-request --bucket no-such-site out --key index.html")
