"""Every way in which a call to AWS fails, as one sentence and its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as aws

from apuntes.deploy.errors import Conflict, DeployError

_LOGIN = "log in (aws sso login, or aws configure) or set AWS_PROFILE; check with: aws sts get-caller-identity"
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"}
_UNKNOWN = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidToken"}
_BUSY = {"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "Throttling", "TooManyRequestsException",
         "ThrottlingException", "500", "502", "503", "504"}
_REGION = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301", "307"}
_AGAIN = "nothing is lost: run the same command again, it goes on where it stopped"


@contextmanager
def translated(action: str, what: str, owner: str = "") -> Iterator[None]:
    """Run a call that needs the IAM permission `action` on `what`; raise DeployError or Conflict instead of botocore's errors."""
    try:
        yield
    except aws.ClientError as error:
        raise _client_error(error, action, what, owner) from error
    except (aws.NoCredentialsError, aws.PartialCredentialsError) as error:
        raise DeployError(f"no AWS credentials were found ({_first(error)})", _LOGIN) from error
    except (aws.TokenRetrievalError, aws.SSOTokenLoadError, aws.UnauthorizedSSOTokenError, aws.CredentialRetrievalError) as error:
        raise DeployError(f"the AWS credentials could not be had: {_first(error)}", _LOGIN) from error
    except aws.ProfileNotFound as error:
        raise DeployError(_first(error), "set AWS_PROFILE to a profile of ~/.aws/config, or unset it") from error
    except (aws.NoRegionError, aws.InvalidRegionError) as error:
        raise DeployError(f"no usable AWS region: {_first(error)}", "set AWS_REGION or pass --region") from error
    except aws.ParamValidationError as error:
        raise DeployError(f"{what} was not accepted: {_first(error)}",
                          "mend the name; a bucket's is lower case, 3 to 63 characters") from error
    except (aws.ConnectTimeoutError, aws.EndpointConnectionError, aws.ProxyConnectionError, aws.SSLError) as error:
        raise DeployError(f"AWS cannot be reached: {_first(error)}",
                          "check the network, the region and --endpoint-url; " + _AGAIN) from error
    except (aws.HTTPClientError, aws.ConnectionError, aws.ResponseStreamingError) as error:
        raise DeployError(f"the connection broke during {action}: {_first(error)}", _AGAIN) from error
    except aws.BotoCoreError as error:
        raise DeployError(f"{action} on {what} failed: {_first(error)}", _AGAIN) from error


def _client_error(error: aws.ClientError, action: str, what: str, owner: str) -> Exception:
    details = error.response.get("Error", {})
    code, message = str(details.get("Code", "")), str(details.get("Message", ""))
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    if code in ("PreconditionFailed", "ConditionalRequestConflict") or (status == "412" and action == "s3:PutObject"):
        return Conflict(message)
    if code == "NoSuchBucket":
        return DeployError(f"there is no bucket “{what.partition('/')[0]}”",
                           "check APUNTES_BUCKET, or create it with the template in infra/")
    if code in _EXPIRED:
        return DeployError("the AWS credentials have expired", _LOGIN)
    if code in _UNKNOWN:
        return DeployError(f"AWS does not accept these credentials ({code})", _LOGIN)
    if code == "RequestTimeTooSkewed":
        return DeployError("this computer's clock is more than 15 minutes off", "set the clock, then run this again")
    if code in _REGION:
        region = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("x-amz-bucket-region", "")
        return DeployError(f"the bucket is in another region{': ' + region if region else ''}",
                           f"set AWS_REGION={region or 'the region of the bucket'} or pass --region")
    if code in _BUSY or status.startswith("5"):
        return DeployError(f"AWS was busy during {action} and stayed so after retries ({code or status})", _AGAIN)
    if code in ("AccessDenied", "403", "AllAccessDisabled", "AccessDeniedException") or status == "403":
        whose = f", or the bucket does not belong to account {owner}" if owner else ""
        return DeployError(f"AWS denies {action} on {what}{whose}",
                           "give the role the statements of infra/deploy-policy.json"
                           + ("; check APUNTES_BUCKET_OWNER" if owner else ""))
    return DeployError(f"{action} on {what} failed: {code} {message}".rstrip(), _AGAIN)


def _first(error: Exception) -> str:
    return " ".join(str(error).split("\n")[0].split())
