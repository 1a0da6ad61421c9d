"""One issue on GitHub for what `apuntes upkeep` found: `python3 -m apuntes.upkeep_issue`.

Opens it, brings it up to date, or closes it, whatever the report in $REPORT asks for; never more than one
is open. Uses the standard library and the program `gh` (GH_TOKEN, GH_REPO), so that the job that may
write issues installs nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

LABEL = "upkeep"
TITLE = "Weekly check: what changed outside"
INTRODUCTION = ("Sources, the AWS API model, the AWS CLI, or time made this out of date. `apuntes upkeep` shows the same; "
                "the next weekly check brings this list up to date and closes it when all is well.\n\n")


def main() -> None:
    """Exit code 1 with gh's own message if gh fails."""
    try:
        print(update(os.environ.get("REPORT", "")))
    except subprocess.CalledProcessError as error:
        sys.exit(f"gh {' '.join(error.cmd[1:3])}: {error.stderr.strip()}")


def update(report: str) -> str:
    """Make the issues say what `report` says (empty: all is well); returns what was done."""
    gh("label", "create", LABEL, "--force", "--description", "Found by the weekly check")
    listed = json.loads(gh("issue", "list", "--label", LABEL, "--state", "open", "--json", "number,body", "--limit", "50"))
    issues = sorted(listed, key=lambda issue: int(issue["number"]))
    body = INTRODUCTION + report.strip()
    wanted, spare = (issues[:1], issues[1:]) if report.strip() else ([], issues)
    for issue in spare:
        gh("issue", "close", str(issue["number"]), "--comment", "The weekly check finds none of this any more."
           if not report.strip() else f"Continued in #{wanted[0]['number']}.")
    if not report.strip():
        return f"all is well, {len(spare)} closed"
    if not wanted:
        return "opened " + gh("issue", "create", "--title", TITLE, "--label", LABEL, "--body-file", "-", given=body).strip()
    number = str(wanted[0]["number"])
    if wanted[0]["body"].replace("\r\n", "\n").strip() == body:
        return f"#{number} says it already"
    gh("issue", "edit", number, "--body-file", "-", given=body)
    return f"updated #{number}"


def gh(*arguments: str, given: str = "") -> str:
    """What gh prints. Raises CalledProcessError."""
    return subprocess.run(["gh", *arguments], input=given, text=True, capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
