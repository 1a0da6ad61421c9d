"""Public addresses: the quota of Elastic IPs, moving one, and which address an instance has when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from apuntes.labs.rules import Call, corrects, refuses

_ALLOCATE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html"
_ASSOCIATE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html"
_ADDRESSING = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html"
_RESERVED = "https://www.rfc-editor.org/rfc/rfc5737 (addresses for documentation: nobody's server answers)"
_QUOTA = 5


@refuses("ec2.models", "EC2Backend.allocate_address", code="AddressLimitExceeded", source=_ALLOCATE)
def quota(ec2: Any, _: Call) -> str | None:
    """An account has at most five Elastic IPs in a Region."""
    return "The maximum number of addresses has been reached." if len(ec2.addresses) >= _QUOTA else None


@corrects("ec2.models.elastic_ip_addresses", "ElasticAddress.__init__", source=_RESERVED)
def elastic_is_reserved(original: Any, self: Any, ec2_backend: Any, domain: str, address: str | None = None,
                        tags: dict[str, str] | None = None) -> None:
    """Elastic IPs are of 198.51.100.0/24, where moto gives addresses of the loopback network."""
    taken = {each.public_ip for each in ec2_backend.addresses}
    original(self, ec2_backend, domain, address or next(_free("198.51.100", taken)), tags)


@corrects("ec2.models.elastic_network_interfaces", "NetworkInterface.check_auto_public_ip", source=_RESERVED)
def automatic_is_reserved(original: Any, self: Any) -> None:
    """Automatic public addresses are of 203.0.113.0/24, never soon the same again."""
    original(self)
    if self.public_ip and str(self.public_ip_auto_assign).lower() == "true":
        taken = {each.public_ip for each in self.ec2_backend.enis.values() if each is not self}
        used = self.ec2_backend.__dict__.setdefault("automatic_addresses", set())
        self.public_ip = next(_free("203.0.113", taken | (used if len(used) < 200 else set())))
        used.add(self.public_ip)


@corrects("ec2.models.elastic_network_interfaces", "NetworkInterface.stop", source=_ADDRESSING)
def elastic_survives_stop(original: Any, self: Any) -> None:
    """Stopping takes the automatic public address away, not an Elastic IP."""
    if not any(each.eni is self for each in self.ec2_backend.addresses):
        original(self)


@corrects("ec2.models.elastic_network_interfaces", "NetworkInterface.start", source=_ADDRESSING)
def elastic_survives_start(original: Any, self: Any) -> None:
    """An instance that starts with an Elastic IP gets no automatic address."""
    if not any(each.eni is self for each in self.ec2_backend.addresses):
        original(self)


@corrects("ec2.responses.elastic_ip_addresses", "ElasticIPAddresses.associate_address", source=_ASSOCIATE)
def reassociation_is_automatic(original: Any, self: Any) -> Any:
    """An Elastic IP in use moves to the new instance, unless --no-allow-reassociation says otherwise."""
    ec2, given = self.ec2_backend, self._get_param
    if given("AllowReassociation") in (False, "false"):
        return original(self)
    if given("InstanceId"):
        ec2.get_instance(given("InstanceId"))
    for address in ec2.addresses:
        if address.eni and (given("AllocationId") or given("PublicIp")) in (address.allocation_id, address.public_ip):
            ec2.disassociate_address(association_id=address.association_id)
    return original(self)


@corrects("ec2.models.instances", "Instance.terminate", source=_ADDRESSING)
def terminated_leaves_its_address(original: Any, self: Any) -> Any:
    """An Elastic IP stays in the account when its instance is terminated, associated with nothing."""
    previous = original(self)
    for address in self.ec2_backend.addresses:
        if address.instance is self:
            address.instance = address.eni = address.association_id = None
    for interface in self.nics.values():
        interface.public_ip = None
    return previous


def _free(network: str, taken: set[str]) -> Iterator[str]:
    """Addresses of the network that are not taken, from .10 on."""
    return (f"{network}.{number % 244 + 10}" for number in count() if f"{network}.{number % 244 + 10}" not in taken)
