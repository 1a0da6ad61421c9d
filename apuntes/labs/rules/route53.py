"""Route 53: what may stand beside a CNAME, and where."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, refuses

_CNAME = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#CNAMEFormat"


@refuses("route53.models", "Route53Backend.change_resource_record_sets", code="InvalidChangeBatch", source=_CNAME)
def cname_alone(route53: Any, call: Call) -> str | None:
    """No CNAME at the top of the zone, nor beside other records of its name."""
    zone = route53.get_hosted_zone(call.zoneid)
    apex = zone.name.rstrip(".")
    for change in call.change_list:
        record = change["ResourceRecordSet"]
        name, kind = record["Name"].rstrip("."), record["Type"]
        if change["Action"] == "DELETE":
            continue
        if kind == "CNAME" and name == apex:
            return f"[RRSet of type CNAME with DNS name {apex}. is not permitted at apex in zone {apex}.]"
        others = {other.type for other in zone.rrsets if other.name.rstrip(".") == name} - {kind}
        if others and "CNAME" in {kind, *others}:
            return (f"[RRSet of type {kind} with DNS name {name}. is not permitted because a conflicting RRSet of type "
                    f"{sorted(others)[0]} with the same DNS name already exists in zone {apex}.]")
    return None
