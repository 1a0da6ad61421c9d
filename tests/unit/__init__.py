"""Unit tests of apuntes/content and the command line."""
