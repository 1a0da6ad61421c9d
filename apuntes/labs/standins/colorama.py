"""Stands in for colorama: the page shows text, not colours of a console."""


class _None:
    def __getattr__(self, name):
        return ""


Fore = Back = Style = _None()


def init(*args, **kwargs):
    pass


def deinit():
    pass


class AnsiToWin32:
    def __init__(self, stream, *args, **kwargs):
        self.stream = stream
