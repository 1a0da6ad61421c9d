"""`python -m apuntes`."""

from apuntes.cli import app

app()
