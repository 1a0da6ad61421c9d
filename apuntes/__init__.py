"""Tools around the bilingual AWS notes: read and check content, build the site, run labs, deploy.

One direction only: content -> checks -> site -> deploy. No module imports from a later stage.
"""
