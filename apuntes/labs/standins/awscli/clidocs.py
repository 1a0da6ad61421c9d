"""Stands in for the AWS CLI's writers of help pages: see help.py."""


class OperationDocumentEventHandler:
    def __init__(self, help_command=None):
        pass

    def unregister(self):
        pass
