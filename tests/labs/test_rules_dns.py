"""The rules of Route 53, as in test_rules.py."""

from __future__ import annotations

import json

import pytest

from .test_rules import Does, Refused

pytestmark = pytest.mark.xdist_group("rules-dns")       # one account: a test may go on with what the one before made


def batch(*changes: str) -> str:
    parsed = json.dumps({"Changes": [json.loads(one) for one in changes]})
    return f"aws route53 change-resource-record-sets --hosted-zone-id \"$zone\" --change-batch '{parsed}'"


def item(action: str, name: str, kind: str, value: str, **more: object) -> str:
    alias = isinstance(more.get("AliasTarget"), dict)
    data = {} if alias else {"TTL": 60, "ResourceRecords": [{"Value": value}]}
    return json.dumps({"Action": action, "ResourceRecordSet": {"Name": name, "Type": kind, **data, **more}})


def change(action: str, name: str, kind: str, value: str, **more: object) -> str:
    return batch(item(action, name, kind, value, **more))


def test_zones(does: Does, refused: Refused) -> None:
    for name in ("example.com", "com"):
        refused("InvalidDomainName", f"aws route53 create-hosted-zone --name {name} --caller-reference x")
    does("zone=$(aws route53 create-hosted-zone --name rules.example --caller-reference 1 "
         "--query HostedZone.Id --output text)")


def test_records(does: Does, refused: Refused) -> None:
    assert "apex" in refused("InvalidChangeBatch", change("CREATE", "rules.example", "CNAME", "other.example.net"))
    assert "PENDING" in does(change("CREATE", "rules.example", "A", "192.0.2.1"))
    assert "INSYNC" in does("aws route53 get-change --id C2682N5HXP0BZ4")
    does(change("CREATE", "www.rules.example", "CNAME", "other.example.net"))
    assert "conflicting" in refused("InvalidChangeBatch", change("CREATE", "www.rules.example", "A", "192.0.2.1"))
    does(change("UPSERT", "www.rules.example", "CNAME", "third.example.net"))
    does(batch(item("DELETE", "www.rules.example", "CNAME", "third.example.net"),
               item("CREATE", "www.rules.example", "A", "192.0.2.1")))
    does(change("CREATE", "www.rules.example", "AAAA", "2001:db8::1"))
    assert "not a valid IPv4" in refused("InvalidChangeBatch", change("UPSERT", "www.rules.example", "A", "alb.example.net"))
    assert "not a valid IPv6" in refused("InvalidChangeBatch", change("UPSERT", "www.rules.example", "AAAA", "192.0.2.1"))


def test_records_that_are_there(does: Does, refused: Refused) -> None:
    assert "already exists" in refused("InvalidChangeBatch", change("CREATE", "www.rules.example", "A", "192.0.2.2"))
    assert "do not match" in refused("InvalidChangeBatch", change("DELETE", "www.rules.example", "A", "192.0.2.2"))
    assert "was not found" in refused("InvalidChangeBatch", change("DELETE", "x.rules.example", "A", "192.0.2.2"))
    refused("InvalidChangeBatch", batch(item("CREATE", "new.rules.example", "A", "192.0.2.3"),
                                        item("CREATE", "www.rules.example", "A", "192.0.2.2")))
    assert "new.rules" not in does('aws route53 list-resource-record-sets --hosted-zone-id "$zone"')
    for _ in range(2):                                  # what was made before does not stand in the way
        does(change("CREATE", "again.rules.example", "A", "192.0.2.3"))
        does(change("DELETE", "again.rules.example", "A", "192.0.2.3"))


def test_aliases(does: Does, refused: Refused) -> None:
    zone = does("echo \"$zone\"").removeprefix("/hostedzone/")

    def alias(target: str, kind: str = "A") -> str:
        to = {"HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": False}
        return change("UPSERT", "rules.example", kind, "", AliasTarget=to)
    assert "was not found" in refused("InvalidChangeBatch", alias("absent.rules.example"))
    assert "was not found" in refused("InvalidChangeBatch", alias("www.rules.example", "MX"))
    assert "not lie within" in refused("InvalidChangeBatch", alias("www.example.net"))
    does(alias("www.rules.example"))


def test_policies_of_records(does: Does, refused: Refused) -> None:
    weighted = {"Weight": 1, "SetIdentifier": "one"}
    assert "non-weighted" in refused("InvalidChangeBatch", change("CREATE", "www.rules.example", "A", "192.0.2.9", **weighted))
    does(change("CREATE", "w.rules.example", "A", "192.0.2.8", **weighted))
    assert "other RRSets" in refused("InvalidChangeBatch", change("CREATE", "w.rules.example", "A", "192.0.2.9"))
    other = {"Weight": 0, "SetIdentifier": "other"}
    assert "same TTL" in refused("InvalidChangeBatch", change("CREATE", "w.rules.example", "A", "192.0.2.9", TTL=5, **other))
    does(change("CREATE", "w.rules.example", "A", "192.0.2.9", **other))


def test_answers(does: Does) -> None:
    def ask(name: str, kind: str = "A") -> list[str]:
        return does(f'aws route53 test-dns-answer --hosted-zone-id "$zone" --record-name {name} --record-type {kind} '
                    "--query '[ResponseCode,RecordData] | []' --output text").split()
    assert ask("www.rules.example") == ["NOERROR", "192.0.2.1"]
    assert ask("www.rules.example", "MX") == ["NOERROR"]
    assert ask("rules.example") == ["NOERROR", "192.0.2.1"]             # the alias
    assert ask("w.rules.example") == ["NOERROR", "192.0.2.8"]           # the other one weighs nothing
    assert ask("rules.example", "NS")[0] == "NOERROR"
    assert ask("absent.rules.example") == ["NXDOMAIN"]
    does(change("CREATE", "*.rules.example", "A", "192.0.2.7"))
    assert ask("absent.rules.example") == ["NOERROR", "192.0.2.7"]
    assert ask("www.rules.example") == ["NOERROR", "192.0.2.1"]
