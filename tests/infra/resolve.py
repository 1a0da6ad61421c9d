"""A CloudFormation template as it would be with given parameters, as plain data.

Resolves conditions, Ref, Sub and GetAtt. What only exists after deployment becomes `<Resource>` or
`<Resource.Attribute>`; pseudo parameters have AWS's documented example values.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml

ROOT = Path(__file__).resolve().parents[2]
PSEUDO = {"AWS::AccountId": "111122223333", "AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::StackName": "notes"}
_GONE = object()


def resolve(name: str, **parameters: str) -> dict[str, Any]:
    """`Resources` and `Outputs` of infra/<name> for these parameters; the others have their defaults."""
    template = cfn_yaml.load(str(ROOT / "infra" / name))
    declared = template["Parameters"]
    for key, value in parameters.items():
        pattern = declared[key].get("AllowedPattern", ".*")
        assert re.fullmatch(pattern, value), f"{key}: {value!r} does not fit {pattern}"
    values = {key: parameters.get(key, item.get("Default")) for key, item in declared.items()}
    missing = [key for key, value in values.items() if value is None]
    assert not missing, f"parameters without a value: {missing}"
    known = _Values(template, {**PSEUDO, **values})
    return {section: {key: known.of(item) for key, item in template.get(section, {}).items()
                      if known.holds(item.get("Condition"))} for section in ("Resources", "Outputs")}


class _Values:
    def __init__(self, template: dict[str, Any], values: dict[str, Any]) -> None:
        self.conditions = template.get("Conditions", {})
        self.values = values
        self.resources = template["Resources"]

    def holds(self, name: str | None) -> bool:
        return name is None or bool(self.of(self.conditions[name]))

    def ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _GONE
        if name in self.values:
            return self.values[name]
        resource = name.split(".", maxsplit=1)[0]
        assert self.holds(self.resources[resource].get("Condition")), f"{name} is referred to, but not made"
        return f"<{name}>"

    def of(self, node: Any) -> Any:
        if isinstance(node, list):
            return [value for item in node if (value := self.of(item)) is not _GONE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (key, value), = node.items()
            if key == "Ref":
                return self.ref(value)
            if key == "Fn::GetAtt":
                return self.ref(value if isinstance(value, str) else ".".join(value))
            if key == "Fn::Sub":
                return re.sub(r"\$\{([^}]+)\}", lambda match: str(self.ref(match[1])), value)
            if key == "Fn::If":
                return self.of(value[1] if self.holds(value[0]) else value[2])
            if key == "Fn::Equals":
                return self.of(value[0]) == self.of(value[1])
            if key == "Fn::Not":
                return not self.of(value[0])
            if key == "Fn::And":
                return all(self.of(item) for item in value)
            if key == "Condition" and isinstance(value, str):
                return self.holds(value)
            assert not key.startswith("Fn::"), f"{key} is not known here"
        return {key: found for key, value in node.items() if (found := self.of(value)) is not _GONE}
