"""The generated part of infra/cloudfront.yaml: the CloudFront Function with the site's redirects.

Sources are infra/function.js and data/redirects.yml; the template carries a copy, because
CloudFormation takes the code of a function only inline. `outdated` finds drift, `write` mends it.
`stale_header` compares the policy that the published site sends with the one of a build.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

from apuntes.content import redirects
from apuntes.content.problem import ContentError, Problem

TEMPLATE = "infra/cloudfront.yaml"
FUNCTION = "infra/function.js"
LIMIT = 10 * 1024                # bytes that CloudFront accepts for the code of a function
_BLOCK = re.compile(r"(?P<indent> +)// begin infra/function\.js.*\n(?:.*\n)*?(?P=indent)// end infra/function\.js\n")
_SLOT = "const redirects = {};\n"


def write(root: Path) -> bool:
    """Bring the template up to date; whether it had to change. Raises ContentError (see `expected`)."""
    text = expected(root)
    if (root / TEMPLATE).read_text(encoding="utf-8") == text:
        return False
    (root / TEMPLATE).write_text(text, encoding="utf-8")
    return True


def outdated(root: Path) -> list[Problem]:
    """One problem if the template is not what its sources say."""
    if (root / TEMPLATE).read_text(encoding="utf-8") == expected(root):
        return []
    return [Problem(TEMPLATE, 0, f"the function is not what {FUNCTION} and {redirects.FILE} say", "run: apuntes infra")]


def expected(root: Path) -> str:
    """The template with the function as its sources say.

    Raises ContentError if the place for it is missing, if the function has no line for the redirects,
    or if the code has outgrown CloudFront's limit.
    """
    template = (root / TEMPLATE).read_text(encoding="utf-8")
    found = _BLOCK.search(template)
    if not found:
        raise ContentError([Problem(TEMPLATE, 0, "the lines “// begin” and “// end infra/function.js” are missing",
                                    "restore the template from the repository")])
    code = function(root)
    if len(code.encode()) > LIMIT:
        raise ContentError([Problem(redirects.FILE, 0, f"the function has {len(code.encode())} bytes, CloudFront takes {LIMIT}",
                                    "remove the oldest redirects")])
    lines = ["// begin infra/function.js: written by `apuntes infra`", *code.splitlines(), "// end infra/function.js"]
    block = "".join(f"{found['indent']}{line}".rstrip() + "\n" for line in lines)
    return template[:found.start()] + block + template[found.end():]


def function(root: Path) -> str:
    """The JavaScript of the function with the redirects in it."""
    code = (root / FUNCTION).read_text(encoding="utf-8")
    if code.count(_SLOT) != 1:
        raise ContentError([Problem(FUNCTION, 0, f"the line “{_SLOT.strip()}” must be there once",
                                    "restore it; the redirects are written in its place")])
    moved = redirects.addresses(redirects.load_redirects(root))
    pairs = [f"  {json.dumps('/' + old)}: {json.dumps('/' + new)},\n" for old, new in sorted(moved.items())]
    return code.replace(_SLOT, "const redirects = {\n" + "".join(pairs) + "};\n") if pairs else code


def stale_header(address: str, policy: str, *, seconds: float = 20) -> str | None:
    """What is wrong if the site at `address` sends another Content-Security-Policy than `policy`, else None.

    Pages whose inline script the header does not know would lose it. A site that sends none (the S3
    website endpoint cannot) or that does not answer yet is fine.
    """
    request = urllib.request.Request(address, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            sent = answer.headers.get("Content-Security-Policy")
    except urllib.error.HTTPError as error:
        sent = error.headers.get("Content-Security-Policy")
    except OSError:
        return None
    if sent is None or sent.strip() == policy.strip():
        return None
    return (f"{address} sends another Content-Security-Policy than this build needs: update the stack of {TEMPLATE} "
            "with ContentSecurityPolicy from site/csp.txt, then deploy")
