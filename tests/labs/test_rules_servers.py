"""The rules of load balancers and Auto Scaling groups, as in test_rules.py."""

from __future__ import annotations

import pytest

from .test_rules import Does, Refused

pytestmark = pytest.mark.xdist_group("rules-servers")       # one account: a test may go on with what the one before made


def test_load_balancers(does: Does, refused: Refused) -> None:
    does('subnets=$(aws ec2 describe-subnets --query "sort_by(Subnets, &AvailabilityZone)[].SubnetId" --output text); '
         'one=${subnets%%\t*}; vpc=$(aws ec2 describe-vpcs --query "Vpcs[0].VpcId" --output text)')
    create = "aws elbv2 create-load-balancer --name"
    assert "two different Availability Zones" in refused("ValidationError", f'{create} a --subnets "$one"')
    does('second=$(aws ec2 create-subnet --vpc-id "$vpc" --cidr-block 172.31.200.0/24 --availability-zone eu-west-1a '
         "--query Subnet.SubnetId --output text)")
    assert "same Availability Zone" in refused("InvalidConfigurationRequest", f'{create} b --subnets $subnets "$second"')
    query = "--query LoadBalancers[0].[LoadBalancerArn,Scheme] --output text"
    first = does(f"{create} c --subnets $subnets {query}")
    assert first.endswith("internet-facing")
    assert does(f"{create} c --subnets $subnets {query}") == first
    assert "different settings" in refused("DuplicateLoadBalancerName", f"{create} c --subnets $subnets --scheme internal")
    does(f'{create} d --type network --subnets "$one"')


def test_listeners(does: Does, refused: Refused) -> None:
    does('alb=$(aws elbv2 describe-load-balancers --names c --query "LoadBalancers[0].LoadBalancerArn" --output text)')
    create = ('aws elbv2 create-listener --load-balancer-arn "$alb" --protocol HTTP --default-actions '
              "'Type=fixed-response,FixedResponseConfig={StatusCode=%s}' --query 'Listeners[0].ListenerArn' --output text --port %s")
    first = does(create % (200, 80))
    assert does(create % (200, 80)) == first
    assert "already exists on this port" in refused("DuplicateListener", create % (404, 80))
    assert does(create % (404, 81)) != first
    does('group=$(aws ec2 create-security-group --group-name rules-alb --description x --vpc-id "$vpc" --query GroupId '
         '--output text); aws elbv2 set-security-groups --load-balancer-arn "$alb" --security-groups "$group"')
    assert "dependent object" in refused("DependencyViolation", 'aws ec2 delete-security-group --group-id "$group"')
    does('aws elbv2 delete-load-balancer --load-balancer-arn "$alb"; aws ec2 delete-security-group --group-id "$group"')


def test_health_of_targets(does: Does) -> None:
    does('ami=$(aws ec2 describe-images --owners amazon --query "Images[0].ImageId" --output text); '
         'make="aws ec2 create-security-group --description x --vpc-id $vpc --query GroupId --output text --group-name"; '
         "front=$($make rules-front); back=$($make rules-back); three=($subnets); "
         'run="aws ec2 run-instances --image-id $ami --instance-type t3.micro --security-group-ids $back --query '
         'Instances[0].InstanceId --output text --subnet-id"; in=$($run ${three[0]}); out=$($run ${three[2]}); '
         'group=$(aws elbv2 create-target-group --name rules --protocol HTTP --port 80 --vpc-id "$vpc" --query '
         '"TargetGroups[0].TargetGroupArn" --output text); '
         'aws elbv2 register-targets --target-group-arn "$group" --targets "Id=$in" "Id=$out"')
    look = ('aws elbv2 describe-target-health --target-group-arn "$group" --query '
            '"TargetHealthDescriptions[].TargetHealth.[State,Reason] | []" --output text')
    assert does(look).split() == ["unused", "Target.NotInUse"] * 2
    does('alb=$(aws elbv2 create-load-balancer --name rules --subnets ${three[0]} ${three[1]} --security-groups "$front" '
         '--query "LoadBalancers[0].LoadBalancerArn" --output text); aws elbv2 create-listener --load-balancer-arn "$alb" '
         '--protocol HTTP --port 80 --default-actions "Type=forward,TargetGroupArn=$group"')
    assert does(look).split() == ["initial", "Elb.RegistrationInProgress", "unused", "Target.NotInUse"]
    assert does(look).split()[:2] == ["unhealthy", "Target.Timeout"]
    door = 'security-group-ingress --group-id "$back" --protocol tcp --port 80'
    for source in ('--source-group "$front"', "--cidr 172.31.0.0/16"):
        does(f"aws ec2 authorize-{door} {source}")
        assert does(look).split()[:1] == ["healthy"]
        does(f"aws ec2 revoke-{door} {source}")
        assert does(look).split()[:2] == ["unhealthy", "Target.Timeout"]
    does('aws ec2 authorize-security-group-ingress --group-id "$back" --protocol tcp --port 443 --cidr 0.0.0.0/0')
    assert does(look).split()[:2] == ["unhealthy", "Target.Timeout"]
    does('aws elbv2 deregister-targets --target-group-arn "$group" --targets "Id=$in"')
    assert does(look).split() == ["unused", "Target.NotInUse", "draining", "Target.DeregistrationInProgress"]
    assert does(look).split() == ["unused", "Target.NotInUse"]


def test_bounds_of_groups(does: Does, refused: Refused) -> None:
    does("ami=$(aws ec2 describe-images --owners amazon --query 'Images[0].ImageId' --output text); "
         "aws ec2 create-launch-template --launch-template-name micro --launch-template-data "
         '"{\\"ImageId\\": \\"$ami\\", \\"InstanceType\\": \\"t3.micro\\"}"')
    create = ("aws autoscaling create-auto-scaling-group --launch-template LaunchTemplateName=micro "
              "--availability-zones eu-west-1a --auto-scaling-group-name")
    refused("ValidationError", f"{create} a --min-size 1 --max-size 3 --desired-capacity 9")
    refused("ValidationError", f"{create} a --min-size 4 --max-size 3")
    does(f"{create} a --min-size 1 --max-size 3 --desired-capacity 1")
    desired = "aws autoscaling set-desired-capacity --auto-scaling-group-name a --desired-capacity"
    assert "above max value 3" in refused("ValidationError", f"{desired} 4")
    assert "below min value 1" in refused("ValidationError", f"{desired} 0")
    does(f"{desired} 2")
    update = "aws autoscaling update-auto-scaling-group --auto-scaling-group-name a"
    refused("ValidationError", f"{update} --desired-capacity 9")
    refused("ValidationError", f"{update} --min-size 5")
    does(f"{update} --max-size 4 --desired-capacity 4")
    assert "still in the group" in refused("ResourceInUse", "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name a")
    does("aws autoscaling delete-auto-scaling-group --auto-scaling-group-name a --force-delete")


def test_instances_of_groups(does: Does, refused: Refused) -> None:
    zones = "eu-west-1a eu-west-1b"
    does("aws autoscaling create-auto-scaling-group --launch-template LaunchTemplateName=micro,Version=1 --availability-zones "
         f"{zones} --auto-scaling-group-name b --min-size 2 --max-size 4")
    look = ("aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names b --output text --query "
            "'sort_by(AutoScalingGroups[0].Instances, &AvailabilityZone)[].[AvailabilityZone,LaunchTemplate.Version] | []'")
    assert does(look).split() == ["eu-west-1a", "1", "eu-west-1b", "1"]
    does("aws ec2 create-launch-template-version --launch-template-name micro --source-version 1 "
         "--launch-template-data InstanceType=t3.small; aws autoscaling update-auto-scaling-group "
         "--auto-scaling-group-name b --launch-template LaunchTemplateName=micro,Version=2")
    assert does("aws ec2 describe-launch-template-versions --launch-template-name micro --versions 2 --output text --query "
                '"LaunchTemplateVersions[0].LaunchTemplateData.[ImageId,InstanceType]"').split()[1] == "t3.small"
    assert does('echo "$ami"') in does("aws ec2 describe-launch-template-versions --launch-template-name micro --versions 2")
    refused("InvalidLaunchTemplateId.VersionNotFound", "aws ec2 create-launch-template-version --launch-template-name micro "
            "--source-version 9 --launch-template-data InstanceType=t3.small")
    does("aws autoscaling set-desired-capacity --auto-scaling-group-name b --desired-capacity 4")
    assert does(look).split() == ["eu-west-1a", "1", "eu-west-1a", "2", "eu-west-1b", "1", "eu-west-1b", "2"]
    does("aws autoscaling set-desired-capacity --auto-scaling-group-name b --desired-capacity 2")
    assert does(look).split() == ["eu-west-1a", "2", "eu-west-1b", "2"]
    history = ("aws autoscaling describe-scaling-activities --auto-scaling-group-name b --output text --query "
               "'Activities[].Cause'")
    assert does(history).count("shrinking the capacity from 4 to 2") == 2
    one = "aws autoscaling describe-auto-scaling-groups --output text --query 'AutoScalingGroups[0].Instances[0].InstanceId'"
    does(f'aws ec2 terminate-instances --instance-ids "$({one})"')
    assert "increasing the capacity from 1 to 2" in does(f"{history} --max-records 1")
    assert "in response to an EC2 health check" in does(history)
    does(f'aws autoscaling terminate-instance-in-auto-scaling-group --instance-id "$({one})" '
         "--no-should-decrement-desired-capacity")
    assert "in response to a user request" in does(history)
    put = ("aws autoscaling put-scaling-policy --auto-scaling-group-name b --policy-name p --policy-type TargetTrackingScaling "
           "--target-tracking-configuration "
           "'TargetValue=50,PredefinedMetricSpecification={PredefinedMetricType=ASGAverageCPUUtilization}'")
    assert does(f"{put} --query PolicyARN --output text").startswith("arn:")
    does("aws autoscaling update-auto-scaling-group --auto-scaling-group-name b --min-size 0 --max-size 0; "
         "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name b")
    assert does("aws autoscaling describe-policies --query 'ScalingPolicies[].PolicyName' --output text") == ""
