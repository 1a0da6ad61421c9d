"""ElastiCache: nodes in their zones, encryption, failing over, and what goes when it is deleted."""

from __future__ import annotations

import sys
from typing import Any

from apuntes.labs.rules import Call, corrects, error, refuses

_GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg"
_API = "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference"
_CREATE = f"{_API}/API_CreateReplicationGroup.html"


@corrects("elasticache.models", "ElastiCacheBackend.create_replication_group", source=_CREATE)
def group_as_asked(original: Any, self: Any, **kwargs: Any) -> Any:
    """A group has as many nodes as asked, in the zones of its subnet group; Valkey is encrypted at rest."""
    if kwargs["num_cache_clusters"]:
        kwargs["replicas_per_node_group"] = kwargs["num_cache_clusters"] - 1
    if kwargs["at_rest_encryption_enabled"] is None:
        kwargs["at_rest_encryption_enabled"] = kwargs["engine"] == "valkey"
    if kwargs["transit_encryption_enabled"]:
        kwargs["transit_encryption_mode"] = kwargs["transit_encryption_mode"] or "required"
    subnets = self.cache_subnet_groups.get(kwargs["cache_subnet_group_name"])
    zones = sorted({subnet["subnet_availability_zone"] for subnet in subnets.subnets} if subnets
                   else {f"{self.region_name}{letter}" for letter in "abc"})
    wanted = kwargs["preferred_cache_cluster_azs"] or zones
    group = original(self, **kwargs)
    endpoints = [getattr(group, "configuration_endpoint", {})]
    for shard in group.node_groups:
        if "reader_endpoint_address" in shard:
            shard["reader_endpoint"] = {"address": shard["reader_endpoint_address"], "port": group.port}
        endpoints += [shard.get("primary_endpoint", {}), shard.get("reader_endpoint", {})]
        for number, node in enumerate(shard["node_group_members"]):
            node["preferred_availability_zone"] = wanted[number % len(wanted)]
            node["cache_node_id"] = "0001"
            endpoints.append(node.get("read_endpoint", {}))
    for endpoint in filter(None, endpoints):
        endpoint["address"] = endpoint["address"].replace(".use1.", f".{_short(self.region_name)}.")
    return group


@refuses("elasticache.models", "ElastiCacheBackend.create_replication_group", code="CacheSubnetGroupNotFoundFault",
         source=_CREATE)
def subnet_group_exists(cache: Any, call: Call) -> str | None:
    """A replication group's subnet group exists."""
    name = call.cache_subnet_group_name
    return None if not name or name in {"default", *cache.cache_subnet_groups} else f"Cache subnet group {name} does not exist."


@refuses("elasticache.models", "ElastiCacheBackend.create_replication_group", code="InvalidParameterCombination", source=_CREATE)
def failover_needs_a_replica(_: Any, call: Call) -> str | None:
    """Automatic failover needs a second node; Multi-AZ needs automatic failover."""
    nodes = call.num_cache_clusters or 1 + (call.replicas_per_node_group or 0)
    sharded = (call.num_node_groups or 1) > 1 or "cluster.on" in (call.cache_parameter_group_name or "")
    if call.automatic_failover_enabled and nodes < 2 and not sharded:
        return "When using automatic failover, there must be at least 2 cache clusters in the replication group."
    if call.multi_az_enabled and not call.automatic_failover_enabled:
        return "Multi-AZ can only be enabled together with automatic failover."
    return None


@refuses("elasticache.models", "ElastiCacheBackend.create_replication_group", code="InvalidParameterValue", source=_CREATE)
def token_needs_tls(_: Any, call: Call) -> str | None:
    """An AUTH token needs encryption in transit, and is 16 to 128 characters long."""
    if call.auth_token and not call.transit_encryption_enabled:
        return "The AUTH token is only supported when encryption-in-transit is enabled"
    return "Invalid AuthToken provided." if call.auth_token and not 16 <= len(call.auth_token) <= 128 else None


@corrects("elasticache.models", "ElastiCacheBackend.delete_replication_group", source=f"{_API}/API_DeleteReplicationGroup.html")
def deleted_group_is_gone(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """A deleted group is answered once more, as being deleted, and is gone."""
    group = original(self, *args, **kwargs)
    del self.replication_groups[group.replication_group_id]
    return group


@corrects("elasticache.responses", "ElastiCacheResponse.test_failover", source=f"{_API}/API_TestFailover.html")
def failover_swaps_roles(_: Any, self: Any) -> Any:
    """The operation that moto lacks: a replica becomes the primary, the endpoints stay."""
    from moto.core.responses import ActionResult

    group = self.elasticache_backend.describe_replication_groups(self._get_param("ReplicationGroupId"))[0]
    name = self._get_param("NodeGroupId")
    found = [node_group for node_group in group.node_groups if node_group["node_group_id"] == name]
    if not found:
        raise error("NodeGroupNotFoundFault", f"Node group {name} not found.")
    if group.automatic_failover != "enabled":
        raise error("TestFailoverNotAvailableFault", "The TestFailover action is not available.")
    nodes = found[0]["node_group_members"]
    roles = [node.get("current_role", "primary" if number == 0 else "replica") for number, node in enumerate(nodes)]
    for node, role in zip(nodes, [roles[-1], *roles[:-1]], strict=True):
        node["current_role"] = role
    return ActionResult({"ReplicationGroup": group})


@corrects("elasticache.responses", "ElastiCacheResponse.delete_cache_subnet_group",
          source=f"{_API}/API_DeleteCacheSubnetGroup.html")
def subnet_group_deleted_when_free(_: Any, self: Any) -> Any:
    """The operation that moto lacks: a subnet group goes when no cache stands in it."""
    from moto.core.responses import EmptyResult

    cache, name = self.elasticache_backend, self._get_param("CacheSubnetGroupName")
    if name not in cache.cache_subnet_groups:
        raise error("CacheSubnetGroupNotFoundFault", f"Cache subnet group {name} does not exist.")
    if any(one.cache_subnet_group_name == name for one in (*cache.replication_groups.values(), *cache.cache_clusters.values())):
        raise error("CacheSubnetGroupInUse", f"Cache subnet group {name} is currently in use by a cache cluster.")
    del cache.cache_subnet_groups[name]
    return EmptyResult()


@refuses("ec2.models", "EC2Backend.delete_security_group", code="DependencyViolation",
         source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html")
def security_group_of_cache(ec2: Any, call: Call) -> str | None:
    """A security group that a cache uses is not deleted."""
    models: Any = sys.modules.get("moto.elasticache.models")    # not imported: there is no cache
    groups = models.elasticache_backends[ec2.account_id][ec2.region_name].replication_groups.values() if models else []
    used = any(call.group_id in (group.security_group_ids or []) for group in groups)
    return f"resource {call.group_id} has a dependent object" if used else None


def _short(region: str) -> str:
    """`euw1` for eu-west-1, as in the addresses of caches."""
    area, direction, number = region.split("-")
    return f"{area}{direction[0]}{number}"
