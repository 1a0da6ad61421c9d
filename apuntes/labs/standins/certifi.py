"""Stands in for certifi: no connection is opened, so no certificate is checked."""


def where():
    return "/no/connection/is/opened.pem"
