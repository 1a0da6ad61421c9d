"""Route 53: what a public zone answers, without a DNS server.

`test-dns-answer` is the one way to ask a zone that nobody delegates to; moto lacks it. Weighted records are drawn
by their weight; a failover or latency record answers as if all were healthy and near: the first one.
"""

from __future__ import annotations

import random
from typing import Any

from apuntes.labs.rules import provides

_TEST = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_TestDNSAnswer.html"


@provides("route53.urls", "Route53.test_dns_answer", path=r"{0}/(?P<api_version>[\d_-]+)/testdnsanswer$", source=_TEST)
def test_dns_answer(self: Any) -> Any:
    """A zone says what it answers to a name and a type: aliases followed, weights drawn, NXDOMAIN if it has neither."""
    from moto.core.responses import ActionResult

    zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
    name, kind = self._get_param("RecordName"), self._get_param("RecordType")
    there = [one for one in zone.rrsets if _same(one.name, name)] or _wildcard(zone, name)
    servers = zone.delegation_set.name_servers if zone.delegation_set else ["ns-2048.awsdns-64.com"]
    return ActionResult({"Nameserver": servers[0], "RecordName": name.rstrip("."), "RecordType": kind,
                         "RecordData": _answer(self.backend, there, kind), "Protocol": "UDP",
                         "ResponseCode": "NOERROR" if there else "NXDOMAIN"})


def _answer(route53: Any, there: list[Any], kind: str, depth: int = 0) -> list[str]:
    found = [one for one in there if one.type == kind] or [one for one in there if one.type == "CNAME"]
    if not found or depth > 8:
        return []
    weights = [int(one.weight) for one in found if one.weight is not None]
    chosen = random.choices(found, weights)[0] if len(weights) == len(found) and any(weights) else found[0]
    if not chosen.alias_target:
        return [one["Value"] if isinstance(one, dict) else one for one in chosen.records]
    target = route53.zones.get(chosen.alias_target["HostedZoneId"])
    if target is None:                                  # an AWS resource: its addresses change, and here it has none
        return []
    return _answer(route53, [one for one in target.rrsets if _same(one.name, chosen.alias_target["DNSName"])], kind, depth + 1)


def _wildcard(zone: Any, name: str) -> list[Any]:
    labels = name.rstrip(".").split(".")
    for place in range(1, len(labels)):
        found = [one for one in zone.rrsets if _same(one.name.replace("\\052", "*"), ".".join(["*", *labels[place:]]))]
        if found:
            return found
    return []


def _same(one: str, other: str) -> bool:
    return one.rstrip(".").lower() == other.rstrip(".").lower()
