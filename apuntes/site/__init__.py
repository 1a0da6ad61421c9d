"""Turn checked content into the site: thin MkDocs hooks over plain functions on text and records.

`hooks.py` is the only module that knows MkDocs' events; everything else would survive another
site generator.
"""
