"""What no service has to itself: operations that the emulator lacks are answered, never with a trace."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import corrects, error


@corrects("core.responses", "BaseResponse.call_action", source="the emulator's own limits; AWS has the operation")
def operation_missing(original: Any, self: Any) -> Any:
    """An operation that the emulator lacks, or cannot finish, is an error answer that says so."""
    from moto.core.exceptions import ServiceException

    try:
        return original(self)
    except ServiceException as refused:                 # by the rules of access, before moto looks at the action
        return self.serialized(_result(refused))
    except NotImplementedError:
        return _answer(self, "NotImplemented", f"The lab's emulator does not have {self._get_action()}; AWS does.")
    except (KeyError, AttributeError, TypeError, IndexError) as problem:
        if problem.args and problem.args[0] == self.region:
            place = f"{self.boto3_service_name}.{self.region}.amazonaws.com"
            return _answer(self, "UnknownEndpoint", f'Could not connect to the endpoint URL: "https://{place}/"')
        return _answer(self, "InternalError", f"The lab's emulator cannot carry out {self._get_action()} with these values "
                       f"({type(problem).__name__}: {problem}).")


def _answer(self: Any, code: str, message: str) -> Any:
    return self.serialized(_result(error(code, message)))


def _result(problem: Exception) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult(problem)
