"""Stands in for the AWS CLI's help pages, which would need docutils, a pager and 26 MB of texts: says where to read them."""

import sys

REFERENCE = "https://docs.aws.amazon.com/cli/latest/reference/"


class HelpCommand:
    EventHandlerClass = None

    def __init__(self, session, obj=None, command_table=None, arg_table=None, *args, **kwargs):
        self.session, self.obj = session, obj
        self.command_table, self.arg_table = command_table or {}, arg_table or {}

    def __call__(self, args, parsed_globals):
        parts = getattr(self, "event_class", "").split(".")[1 if getattr(self, "event_class", "").startswith("aws.") else 0:]
        page = "/".join(part for part in parts if part and part != "aws")
        last = "index.html" if len(parts) < 2 else ""
        address = f"{REFERENCE}{page}{'/' if last and page else ''}{last}" + ("" if last else ".html")
        sys.stdout.write(f"The help pages are not part of this terminal. Read them at\n{address}\n")
        return 0


class ProviderHelpCommand(HelpCommand):
    event_class = "aws"
    name = "aws"

    def __init__(self, session, command_table, arg_table, description=None, synopsis=None, usage=None):
        super().__init__(session, None, command_table, arg_table)


class ServiceHelpCommand(HelpCommand):
    def __init__(self, session, obj, command_table, arg_table, name, event_class):
        super().__init__(session, obj, command_table, arg_table)
        self.name, self.event_class = name, event_class


class OperationHelpCommand(HelpCommand):
    def __init__(self, session, operation_model, arg_table, name, event_class):
        super().__init__(session, operation_model, None, arg_table)
        self.name, self.event_class = name, event_class
