"""Find a Chromium for the tests and the benchmark, or install Debian's, or say how.

Playwright's own browser download is not used: tests must run where only package registries answer.
"""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
_HELP = ("no Chromium found: install it (Debian, Ubuntu: `sudo apt-get install chromium`; Fedora: `sudo dnf install "
         "chromium`; macOS: `brew install --cask chromium`) or set CHROMIUM to the path of a Chrome or Chromium")


class NoChromium(RuntimeError):
    """There is no browser and none could be installed; the message says what to do."""


def find_chromium() -> str:
    """Path of the browser: `$CHROMIUM`, or the first known name on PATH. Raises NoChromium."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named):
            return named
        raise NoChromium(f"CHROMIUM is set to {named}, which is no program")
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    if os.path.exists(mac):
        return mac
    raise NoChromium(_HELP)


def ensure_chromium() -> str:
    """As `find_chromium`, after installing Debian's package where that is possible (root and apt-get)."""
    try:
        return find_chromium()
    except NoChromium:
        if os.environ.get("CHROMIUM") or not shutil.which("apt-get") or os.geteuid() != 0:
            raise
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoChromium(f"`{' '.join(command)}` failed:\n{done.stderr}\n{_HELP}")
    return find_chromium()
