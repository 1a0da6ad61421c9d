"""Route 53: which zones there may be, and which changes of their records.

A batch is judged change by change against the records as they are by then, and applied whole or not at all.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from apuntes.labs.rules import Call, corrects, refuses

_CHANGE = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html"
_INFO = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeInfo.html"
_ZONE = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html"
_ALIAS = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html"
_CNAME = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#CNAMEFormat"
_TYPES = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html"
_POLICIES = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html"
_RESERVED = ("example.com", "example.net", "example.org")
_POLICY_KEYS = {"weight": "Weight", "region": "Region", "failover": "Failover", "geo_location": "GeoLocation",
                "multi_value_answer": "MultiValueAnswer"}
Record = dict[str, Any]                 # a record set as in a request


@refuses("route53.models", "Route53Backend.create_hosted_zone", code="InvalidDomainName", source=_ZONE)
def zone_name_reserved(_: Any, call: Call) -> str | None:
    """No zone of a top-level domain, nor of the domains reserved for documentation."""
    name = call.name.rstrip(".").lower()
    return f"{name} is reserved by AWS!" if "." not in name or name in _RESERVED else None


@refuses("route53.models", "Route53Backend.change_resource_record_sets", code="InvalidChangeBatch", source=_CNAME)
def cname_alone(route53: Any, call: Call) -> str | None:
    """No CNAME at the top of the zone, nor beside other records of its name."""
    zone = route53.get_hosted_zone(call.zoneid)
    apex = _name(zone.name)
    for _, record, others in _changes(zone, call.change_list):
        name, kind = _name(record["Name"]), record["Type"]
        if kind == "CNAME" and name == apex:
            return f"[RRSet of type CNAME with DNS name {apex} is not permitted at apex in zone {apex}]"
        beside = sorted({other["Type"] for other in others if _name(other["Name"]) == name} - {kind})
        if beside and "CNAME" in (kind, *beside):
            return (f"[RRSet of type {kind} with DNS name {name} is not permitted because a conflicting RRSet of type "
                    f"{beside[0]} with the same DNS name already exists in zone {apex}]")
    return None


@refuses("route53.models", "Route53Backend.change_resource_record_sets", code="InvalidChangeBatch", source=_CHANGE)
def create_or_delete_what_is(route53: Any, call: Call) -> str | None:
    """CREATE makes what is not there yet; DELETE names what is there, with all its values."""
    zone = route53.get_hosted_zone(call.zoneid)
    for action, record, others in _changes(zone, call.change_list, every=True):
        same = [other for other in others if _key(other) == _key(record)]
        named = f"[name='{_name(record['Name'])}', type='{record['Type']}'{_set(record)}]"
        if action == "CREATE" and same:
            return f"[Tried to create resource record set {named} but it already exists]"
        if action == "DELETE" and not same:
            return f"[Tried to delete resource record set {named} but it was not found]"
        if action == "DELETE" and _values(same[0]) != _values(record):
            return f"[Tried to delete resource record set {named} but the values provided do not match the current values]"
    return None


@refuses("route53.models", "Route53Backend.change_resource_record_sets", code="InvalidChangeBatch", source=_POLICIES)
def one_policy_for_a_name(route53: Any, call: Call) -> str | None:
    """Records of one name and type have one routing policy, and weighted ones the same TTL."""
    zone = route53.get_hosted_zone(call.zoneid)
    for _, record, others in _changes(zone, call.change_list):
        beside = [one for one in others if _key(one)[:2] == _key(record)[:2] and _key(one) != _key(record)]
        policy = _policy(record)
        what = f"[RRSet with DNS name {_name(record['Name'])}, type {record['Type']}{_set(record)} cannot be created as "
        if beside and not policy:
            return f"{what}other RRSets exist with the same name and type.]"
        if any(_policy(one) != policy for one in beside):
            return f"{what}a non-{policy} set exists with the same name and type.]"
        if policy == "weighted" and any(one.get("TTL") and record.get("TTL") and str(one["TTL"]) != str(record["TTL"])
                                        for one in beside):
            return f"{what}weighted sets must contain the same TTL.]"
    return None


@refuses("route53.models", "Route53Backend.change_resource_record_sets", code="InvalidChangeBatch", source=_TYPES)
def addresses_valid(route53: Any, call: Call) -> str | None:
    """An A record holds IPv4 addresses, an AAAA record IPv6 ones: never a name."""
    for _, record, _ in _changes(route53.get_hosted_zone(call.zoneid), call.change_list):
        version = {"A": 4, "AAAA": 6}.get(record["Type"])
        for value in _values(record)[1] if version else ():
            try:
                if ipaddress.ip_address(value).version == version:
                    continue
            except ValueError:
                pass
            return (f"[Invalid Resource Record: 'FATAL problem: {'A' * (version == 4) or 'AAAA'}RRDATAIllegalIPv{version}Address "
                    f"(Value is not a valid IPv{version} address) encountered with '{value}'']")
    return None


@refuses("route53.models", "Route53Backend.change_resource_record_sets", code="InvalidChangeBatch", source=_ALIAS)
def alias_target_there(route53: Any, call: Call) -> str | None:
    """An alias into its own zone leads to a record of the same type that is there."""
    zone = route53.get_hosted_zone(call.zoneid)
    for _, record, others in _changes(zone, call.change_list):
        alias = record.get("AliasTarget") or {}
        if alias.get("HostedZoneId") != zone.resource_id:
            continue
        target = _name(alias["DNSName"])
        what = f"Tried to create an alias that targets {target}, type {record['Type']} in zone {zone.resource_id}, but "
        found = any(_key(one)[:2] == (target, record["Type"]) for one in others)
        if not found:
            outside = not target.endswith(_name(zone.name))
            return f"[{f'{what}the alias target name does not lie within the target zone, ' if outside else ''}{what}that " \
                   "target was not found]"
    return None


@corrects("route53.models", "Route53Backend.change_resource_record_sets", source=_CHANGE)
def changes_meet_records(original: Any, self: Any, zoneid: str, change_list: list[dict[str, Any]]) -> Any:
    """A change is held against the records that there are, not against the changes of before."""
    zone = self.get_hosted_zone(zoneid)
    zone.rr_changes = type(zone.rr_changes)()
    for record in _records(zone):
        zone.rr_changes.append({"Action": "UPSERT", "ResourceRecordSet": {**record, "Name": record["Name"].rstrip(".")}})
    for change in change_list:
        if change["Action"] == "DELETE":                # its values are those of the record: `create_or_delete_what_is`
            zone.rr_changes.append({"Action": "UPSERT", "ResourceRecordSet": dict(change["ResourceRecordSet"])})
    return original(self, zoneid, change_list)


@corrects("route53.responses", "Route53.change_resource_record_sets", source=_INFO)
def changes_are_pending(original: Any, self: Any) -> Any:
    """A change is PENDING when it is answered; the next look finds it INSYNC."""
    answer = original(self)
    answer.result["ChangeInfo"]["Status"] = "PENDING"
    return answer


def _changes(zone: Any, changes: list[dict[str, Any]], *, every: bool = False) -> Iterator[tuple[str, Record, list[Record]]]:
    """Each change (deletions only if `every`) with the records that are there before it."""
    there = _records(zone)
    for change in changes:
        record = change["ResourceRecordSet"]
        if every or change["Action"] != "DELETE":
            yield change["Action"], record, there
        there = [one for one in there if _key(one) != _key(record)] + ([] if change["Action"] == "DELETE" else [record])


def _records(zone: Any) -> list[Record]:
    found = []
    for one in zone.rrsets:
        record = {"Name": one.name, "Type": one.type, "SetIdentifier": one.set_identifier, "AliasTarget": one.alias_target,
                  **{there: getattr(one, here) for here, there in _POLICY_KEYS.items()}}
        if one.records:
            record |= {"TTL": one.ttl, "ResourceRecords": [value if isinstance(value, dict) else {"Value": value}
                                                           for value in one.records]}
        found.append({key: value for key, value in record.items() if value is not None})
    return found


def _name(name: str) -> str:
    return name.rstrip(".").lower() + "."


def _key(record: Record) -> tuple[str, str, str | None]:
    return _name(record["Name"]), record["Type"], record.get("SetIdentifier")


def _values(record: Record) -> tuple[str, list[str], str]:
    alias = record.get("AliasTarget") or {}
    return (str(record.get("TTL") or ""), sorted(one["Value"] for one in record.get("ResourceRecords") or []),
            f"{alias.get('HostedZoneId', '')} {_name(alias.get('DNSName', ''))}")


def _policy(record: Record) -> str:
    names = {"Weight": "weighted", "Region": "latency", "Failover": "failover", "GeoLocation": "geolocation",
             "MultiValueAnswer": "multivalue answer"}
    return next((name for key, name in names.items() if record.get(key) is not None), "")


def _set(record: Record) -> str:
    return f", SetIdentifier {record['SetIdentifier']}" if record.get("SetIdentifier") else ""
