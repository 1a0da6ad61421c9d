"""Downloads made from the same records as the site, by `make packs`, with libraries that the site build does not need."""
