"""Publishing the built site on S3.

One direction: `scan` (the built site) and `s3` (the bucket) -> `plan` (pure: what is to be done and why)
-> `guards` (may it be done) -> `apply` (done in an order that never breaks a page) -> `verify`.
`run` calls them in this order; the command line only reads options and prints.
"""
